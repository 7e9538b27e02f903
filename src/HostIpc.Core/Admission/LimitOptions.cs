using HostIpc.Logging;

namespace HostIpc.Admission;

/// <summary>The limits that hold for all transports together.</summary>
public sealed partial class LimitOptions
{
    internal const int MaxLineBytesUpperBound = 131071;
    internal const int MaxCount = 65536;
    internal const int MinRequestBytes = 1024;
    internal const int MaxRequestBytesUpperBound = 16 * 1024 * 1024;
    internal const long MaxLoggedOutputUpperBound = 1L << 40;
    internal const int DefaultLoggedRefusals = RefusalLimit.Default;
    internal const int MaxLoggedRefusalsUpperBound = 1_000_000;
    internal const long MinUnreadBytes = 1 << 20;
    internal const long MaxUnreadBytesUpperBound = 1L << 40;
    internal const long MaxBackgroundOutputBytesUpperBound = 1L << 40;

    /// <summary>
    /// The longest line, in bytes without its ending. Default 65536, 64 to 131071: the
    /// kernel takes no longer argument (execve(2), MAX_ARG_STRLEN). A longer one is refused as a whole. In the log
    /// a longer line of output goes on in a record of its own.
    /// </summary>
    public int MaxLineBytes { get; set; } = 65536;

    /// <summary>
    /// How many commands run at the same time. Default 64, 1 to 65536. Each costs a process, three descriptors and up to 128 KiB of
    /// buffers, one that has input 256 KiB more; with many, raise the limit on open files (RLIMIT_NOFILE) too. A request over it waits on a transport without an answer and is rejected as busy on the others.
    /// </summary>
    public int MaxConcurrentCommands { get; set; } = 64;

    /// <summary>
    /// How many commands more run at the same time, each the only one of its peer: who has nothing running is served although others have taken all of
    /// <see cref="MaxConcurrentCommands"/>. Default 8, 0 (none) to 65536. A peer is a container; outside of one, or where the container is not known, a user, or an address, or all
    /// of a transport together.
    /// </summary>
    public int ReservedCommands { get; set; } = 8;

    /// <summary>How many connections that are answered are open at the same time. Default 1024, 1 to 65536. One over it is told <c>busy</c> and closed.</summary>
    public int MaxConnections { get; set; } = 1024;

    /// <summary>
    /// How many connections more are open at the same time, each the only one of its peer, as <see cref="ReservedCommands"/> has it. Default 32, 0 (none) to 65536.
    /// </summary>
    public int ReservedConnections { get; set; } = 32;

    /// <summary>The longest request in a frame, in bytes of its JSON. Default 262144, 1024 to 16777216. A longer one is malformed, and is not waited for.</summary>
    public int MaxRequestBytes { get; set; } = 256 * 1024;

    /// <summary>
    /// How much of a command's output the log gets, in bytes, where a client gets it too. Default 1 MiB, 0 to 1 TiB. More
    /// would let one client push what the log has of others out of it. A command of a transport without an answer has all of its output in the log.
    /// </summary>
    public long MaxLoggedOutput { get; set; } = 1024 * 1024;

    /// <summary>
    /// How many refused requests of a peer the log lists within a minute. Default 300, 1 to 1,000,000. More are counted, and the log says how many: a large number here lets one peer push what the
    /// log has of others out of it. A peer is what it is for <see cref="ReservedCommands"/>; where more than 16 peers have requests refused within a minute, the rest count as one. What
    /// the server refuses because it stops is always listed.
    /// </summary>
    public int MaxLoggedRefusals { get; set; } = DefaultLoggedRefusals;

    /// <summary>
    /// How much memory, in bytes, is held for what all clients have sent and the server cannot use yet: parts of requests and lines, and input that commands do not read. Default 64 MiB, 1 MiB to 1 TiB. A
    /// connection that needs more is rejected as <c>busy</c> and closed; requests of up to 4 KiB are always read. A large value lets clients use that much memory, whether a rule allows them anything or not.
    /// </summary>
    public long MaxUnreadBytes { get; set; } = 64 << 20;

    /// <summary>
    /// The same for one peer, as <see cref="ReservedCommands"/> has it. Default 32 MiB, 1 MiB to 1 TiB; at least four times <see cref="MaxRequestBytes"/> is always allowed. Keep it below
    /// <see cref="MaxUnreadBytes"/>, so that one peer cannot use all of that.
    /// </summary>
    public long MaxUnreadBytesPerPeer { get; set; } = 32 << 20;

    /// <summary>
    /// For how many commands that have ended the output of their background processes is read. Default 256, 0 (none) to 65536. Each costs up to two file
    /// descriptors. Over the limit the oldest one whose <see cref="BackgroundOutputTimeout"/> is over gives its place. Where there is none, the pipes of the new one are closed:
    /// its background processes get SIGPIPE at their next output. The log says so.
    /// </summary>
    public int MaxBackgroundOutputs { get; set; } = 256;

    /// <summary>
    /// How many bytes of output of one command's background processes are logged after the command has ended. Default 16 MiB, 0 to 1 TiB. The log says when it is
    /// reached. From then on output is read slowly and dropped, and the processes live on. A command whose client gets its output has none of this in the log.
    /// </summary>
    public long MaxBackgroundOutputBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// For how long after the end of a command the output of its background processes is logged. Default a day, from a millisecond to 49 days. From then on output is read slowly
    /// and dropped, and the processes live on until <see cref="MaxBackgroundOutputs"/> is reached.
    /// </summary>
    public TimeSpan BackgroundOutputTimeout { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long a peer that has connected, or has sent a part of a line or of a frame, is waited for while no command of its runs; and the next line, where it speaks lines.
    /// Default 30 seconds, from a millisecond to a day. Its connection is then closed.
    /// </summary>
    public TimeSpan ReceiveTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection that speaks frames may be idle until it is closed. Default 15 minutes, from a millisecond to 49 days. A client that keeps
    /// connections for reuse has to make a new one then.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(15);

    internal LimitOptions Clone() => (LimitOptions)MemberwiseClone();
}
