namespace HostIpc.Hosting;

/// <summary>The limits that hold for all transports together.</summary>
public sealed class LimitOptions
{
    internal const int MinLineBytes = 64;
    internal const int MaxMaxLineBytes = 131071;
    internal const int Most = 65536;

    /// <summary>
    /// The longest line, in bytes without its ending. Default 65536, 64 to 131071: the
    /// kernel takes no longer argument (execve(2), MAX_ARG_STRLEN). A longer one is refused as a whole. In the log
    /// a longer line of output goes on in a record of its own.
    /// </summary>
    public int MaxLineBytes { get; set; } = 65536;

    /// <summary>
    /// How many commands run at the same time. Default 64, 1 to 65536. Each costs a process, three descriptors and up to 128 KiB of
    /// buffers; with many, raise the limit on open files (RLIMIT_NOFILE) too. A request over it waits on a transport without an answer and is rejected as busy on the others.
    /// </summary>
    public int MaxConcurrentCommands { get; set; } = 64;

    /// <summary>How many connections are open at the same time. Default 1024, 1 to 65536.</summary>
    public int MaxConnections { get; set; } = 1024;
}
