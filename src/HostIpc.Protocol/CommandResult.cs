namespace HostIpc.Protocol;

/// <summary>How a command ended that ran. A command that was not run has a <see cref="Rejection"/> instead: a client throws <c>HostIpcRejectedException</c>.</summary>
public sealed record CommandResult
{
    /// <summary>The exit code, 0 to 255; null where a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The number of the signal that ended it (signal(7)); null where it exited.</summary>
    public int? Signal { get; init; }

    /// <summary>Whether it was ended because its time was up.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Whether it wrote more than its definition lets it (<c>MaxOutput</c>) and was ended for that. What fitted was passed on, and nothing after it.</summary>
    public bool OutputExceeded { get; init; }

    /// <summary>From before it was started until its end was seen.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>CPU time in user mode, of the process and the children it waited for (getrusage(2)).</summary>
    public TimeSpan UserTime { get; init; }

    /// <summary>CPU time in the kernel, of the process and the children it waited for.</summary>
    public TimeSpan SystemTime { get; init; }

    /// <summary>Peak resident memory of the largest of these processes, in KiB.</summary>
    public long MaxRssKiB { get; init; }
}
