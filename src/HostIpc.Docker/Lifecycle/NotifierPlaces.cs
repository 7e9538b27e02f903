using System.Net;

namespace HostIpc.Docker.Lifecycle;

/// <summary>The places of notifiers' connections. There is always one for who comes: where all are taken, the oldest of the address that has the most is given up.</summary>
internal sealed class NotifierPlaces(int count)
{
    private readonly Lock _lock = new();

    // In the order in which they were taken.
    private readonly List<NotifierPlace> _taken = [];

    /// <summary>Takes a place.</summary>
    /// <param name="address">Who it is for.</param>
    /// <param name="displaced">Whose place it was; null where one was free. It has left its place already, and is to be ended.</param>
    public NotifierPlace Take(IPAddress address, out NotifierPlace? displaced)
    {
        var place = new NotifierPlace(address);
        lock (_lock)
        {
            displaced = _taken.Count < count ? null : _taken.GroupBy(taken => taken.Address).MaxBy(taken => taken.Count())!.First();
            _ = displaced is not null && _taken.Remove(displaced);
            _taken.Add(place);
            return place;
        }
    }

    public void Leave(NotifierPlace place)
    {
        lock (_lock)
        {
            _taken.Remove(place);
        }
    }
}
