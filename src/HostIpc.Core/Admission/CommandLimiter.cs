using HostIpc.Identity;

namespace HostIpc.Admission;

/// <summary>The places for commands that run at the same time, and those who wait for one. A place that somebody who waits may have is never left to another.</summary>
internal sealed class CommandLimiter
{
    private readonly Lock _lock = new();
    private readonly PeerQuota _places;
    private readonly WaitQueue<PeerKey> _waiting;

    /// <param name="count">How many places there are for everybody together.</param>
    /// <param name="reserved">How many more for peers of whom nothing runs.</param>
    public CommandLimiter(int count, int reserved)
    {
        _places = new PeerQuota(count, reserved);
        _waiting = new WaitQueue<PeerKey>(_lock);
    }

    /// <summary>Whether somebody waits for a place.</summary>
    public bool IsWanted => _waiting.Count > 0;

    /// <summary>How many places are taken.</summary>
    public int Taken => _places.Taken;

    public bool TryTake(PeerKey peer)
    {
        lock (_lock)
        {
            return _places.TryTake(peer);
        }
    }

    /// <summary>Waits for a place, in turn. False when cancelled before there was one.</summary>
    public Task<bool> TakeAsync(PeerKey peer, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _places.TryTake(peer) ? Task.FromResult(true) : _waiting.WaitAsync(peer, cancellationToken);
        }
    }

    public void Leave(PeerKey peer)
    {
        lock (_lock)
        {
            _places.Leave(peer);
            _waiting.Serve(_places.TryTake);
        }
    }
}
