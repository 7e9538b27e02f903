using System.Net;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Tcp;

/// <summary>Tells the operator of connections that were not let in: of each address once a minute, and of no more addresses than somebody reads.</summary>
internal sealed class RejectionLogger(ILogger logger, TimeProvider time)
{
    private const int MaxAddresses = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly HashSet<IPAddress> _told = [];
    private long _since;

    /// <summary>To be called by one thread at a time.</summary>
    public void Add(IPAddress address, string endpoint)
    {
        if (_told.Count > 0 && time.GetElapsedTime(_since) >= Interval)
        {
            _told.Clear();
        }

        if (_told.Count == 0)
        {
            _since = time.GetTimestamp();
        }

        if (_told.Count < MaxAddresses && _told.Add(address))
        {
            logger.Refused(address.ToString(), endpoint);
        }
    }
}
