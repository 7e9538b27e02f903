namespace HostIpc.Transports;

/// <summary>The threads that serve connections. For transports that run requests on threads of their own.</summary>
public static class ConnectionThreads
{
    /// <summary>How many threads start commands for connections: one for each processor, at most 16, and one that is made ready meanwhile.</summary>
    public static readonly int Count = Math.Min(Environment.ProcessorCount, 16) + 1;
}
