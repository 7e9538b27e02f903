using HostIpc.Transports;

namespace HostIpc.Hosting;

/// <summary>What the hosted service knows of its listeners.</summary>
internal sealed class ListenerHealth : IServerHealth
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IConnectionListener, string> _problems = [];
    private IConnectionListener[] _listeners = [];
    private ServerPhase _phase;

    public ServerPhase Phase
    {
        get
        {
            lock (_lock)
            {
                return _phase;
            }
        }
    }

    public IReadOnlyList<EndpointHealth> Endpoints
    {
        get
        {
            lock (_lock)
            {
                return [.. _listeners.Select(listener => new EndpointHealth(listener.Endpoint, _phase == ServerPhase.Running && !_problems.ContainsKey(listener), _problems.GetValueOrDefault(listener)))];
            }
        }
    }

    /// <summary>All of them are bound.</summary>
    public void Start(IConnectionListener[] listeners)
    {
        lock (_lock)
        {
            (_listeners, _phase) = (listeners, ServerPhase.Running);
        }
    }

    /// <summary>One of them accepts no more.</summary>
    public void Fail(IConnectionListener listener, string problem)
    {
        lock (_lock)
        {
            _problems[listener] = problem;
        }
    }

    public void SetPhase(ServerPhase phase)
    {
        lock (_lock)
        {
            _phase = phase;
        }
    }
}
