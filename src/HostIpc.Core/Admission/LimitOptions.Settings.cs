using HostIpc.Protocol;
using HostIpc.Settings;

namespace HostIpc.Admission;

// The section of the settings.
public sealed partial class LimitOptions
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The section <c>Limits</c>, with what each limit of above takes.</summary>
    public static SettingSection<LimitOptions> Settings { get; } = new("Limits", "What holds for all transports together.",
    [
        Setting.Number(nameof(MaxLineBytes), 64, MaxLineBytesUpperBound, (LimitOptions limits) => limits.MaxLineBytes, (limits, value) => limits.MaxLineBytes = (int)value,
            "The longest line, in bytes without its end. A longer line is refused as a whole."),
        Setting.Number(nameof(MaxConcurrentCommands), 1, MaxCount, (LimitOptions limits) => limits.MaxConcurrentCommands, (limits, value) => limits.MaxConcurrentCommands = (int)value,
            "How many commands run at the same time, over all transports."),
        Setting.Number(nameof(ReservedCommands), 0, MaxCount, (LimitOptions limits) => limits.ReservedCommands, (limits, value) => limits.ReservedCommands = (int)value,
            "How many commands more run at the same time, each the only one of its peer. A peer that floods the server keeps nobody else out."),
        Setting.Number(nameof(MaxConnections), 1, MaxCount, (LimitOptions limits) => limits.MaxConnections, (limits, value) => limits.MaxConnections = (int)value,
            "How many connections are open at the same time. Further ones are rejected as `busy` and closed."),
        Setting.Number(nameof(ReservedConnections), 0, MaxCount, (LimitOptions limits) => limits.ReservedConnections, (limits, value) => limits.ReservedConnections = (int)value,
            "How many connections more are open at the same time, each the only one of its peer."),
        Setting.Number(nameof(MaxRequestBytes), MinRequestBytes, MaxRequestBytesUpperBound, (LimitOptions limits) => limits.MaxRequestBytes, (limits, value) => limits.MaxRequestBytes = (int)value,
            "The longest request in a frame, in bytes of its JSON: 40,000 words of five letters are 320,000 bytes."),
        Setting.Number(nameof(MaxLoggedOutput), 0, MaxLoggedOutputUpperBound, (LimitOptions limits) => limits.MaxLoggedOutput, (limits, value) => limits.MaxLoggedOutput = value,
            "How many bytes of a command's output the log gets if a client gets the output too. Output of a FIFO's command is logged whole."),
        Setting.Number(nameof(MaxLoggedRefusals), 1, MaxLoggedRefusalsUpperBound, (LimitOptions limits) => limits.MaxLoggedRefusals, (limits, value) => limits.MaxLoggedRefusals = (int)value,
            "How many refused requests of a peer the log lists within a minute. Further ones are counted."),
        Setting.Number(nameof(MaxUnreadBytes), MinUnreadBytes, MaxUnreadBytesUpperBound, (LimitOptions limits) => limits.MaxUnreadBytes, (limits, value) => limits.MaxUnreadBytes = value,
            "How many bytes of memory hold what all clients have sent and the server cannot use yet: parts of requests and lines, and input that commands do not read. A connection that needs more is rejected as `busy` and closed."),
        Setting.Number(nameof(MaxUnreadBytesPerPeer), MinUnreadBytes, MaxUnreadBytesUpperBound, (LimitOptions limits) => limits.MaxUnreadBytesPerPeer, (limits, value) => limits.MaxUnreadBytesPerPeer = value,
            "The same for one peer: a container, a user or an address. Four times `Limits:MaxRequestBytes` is always allowed."),
        Setting.Number(nameof(MaxBackgroundOutputs), 0, MaxCount, (LimitOptions limits) => limits.MaxBackgroundOutputs, (limits, value) => limits.MaxBackgroundOutputs = (int)value,
            "For how many ended commands the output of background processes is read. Each costs up to two file descriptors. Above it, the oldest command whose time is over gives its place; if there is none, the pipes of the new command are closed, and SIGPIPE ends its processes at their next output."),
        Setting.Number(nameof(MaxBackgroundOutputBytes), 0, MaxBackgroundOutputBytesUpperBound, (LimitOptions limits) => limits.MaxBackgroundOutputBytes, (limits, value) => limits.MaxBackgroundOutputBytes = value,
            "How many bytes of output of one command's background processes are logged after the command has ended. The log says when it is reached. The processes live on; further output is read slowly and dropped."),
        Setting.Duration(nameof(BackgroundOutputTimeout), Shortest, CommandSettings.LongestTimeout, (LimitOptions limits) => limits.BackgroundOutputTimeout, (limits, value) => limits.BackgroundOutputTimeout = value,
            "For how long after the end of a command the output of its background processes is logged. Later output is read slowly and dropped."),
        Setting.Duration(nameof(ReceiveTimeout), Shortest, TimeSpan.FromDays(1), (LimitOptions limits) => limits.ReceiveTimeout, (limits, value) => limits.ReceiveTimeout = value,
            "How long a connection may send nothing, or half a line or frame, while no command of its runs. It is then closed."),
        Setting.Duration(nameof(IdleTimeout), Shortest, CommandSettings.LongestTimeout, (LimitOptions limits) => limits.IdleTimeout, (limits, value) => limits.IdleTimeout = value,
            "How long a client that speaks frames may be idle between its commands. Its connection is then closed."),
    ]);
}
