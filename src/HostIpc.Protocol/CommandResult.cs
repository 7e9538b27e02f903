namespace HostIpc.Protocol;

/// <summary>How a command ended.</summary>
public sealed record CommandResult
{
    /// <summary>The exit code, 0 to 255; null where a signal ended it or it never ran.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The number of the signal that ended it (signal(7)); null where it exited or never ran.</summary>
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

    /// <summary>Why it could not be run; null where it ran. For executors: a client throws a <c>HostIpcRejectedException</c> in place of it, and what it returns has none.</summary>
    public Rejection? Failure { get; init; }

    /// <summary>What was thrown where <see cref="Failure"/> is because of an exception, for the application's logging.</summary>
    public Exception? Exception { get; init; }

    /// <summary>A result of something that could not be run.</summary>
    /// <param name="reason">The failure's kind.</param>
    /// <param name="message">A sentence for the operator.</param>
    public static CommandResult Failed(RejectionReason reason, string message) => new() { Failure = new Rejection(reason, message) };
}
