using HostIpc.Protocol;
using HostIpc.Settings;

namespace HostIpc.Admission;

// The section of the settings.
public sealed partial class LimitOptions
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The section <c>Limits</c>, with what each limit of above takes.</summary>
    public static SettingSection<LimitOptions> Settings { get; } = new("Limits", "Limits for all transports together. Further requests and connections are rejected, and you find them in the log.",
    [
        Setting.Number(nameof(MaxLineBytes), 64, MaxLineBytesUpperBound, (LimitOptions limits) => limits.MaxLineBytes, (limits, value) => limits.MaxLineBytes = (int)value,
            "The longest line, in bytes without its end. A longer line is rejected as a whole."),
        Setting.Number(nameof(MaxConcurrentCommands), 1, MaxCount, (LimitOptions limits) => limits.MaxConcurrentCommands, (limits, value) => limits.MaxConcurrentCommands = (int)value,
            "Maximum number of commands that run at the same time, over all transports."),
        Setting.Number(nameof(ReservedCommands), 0, MaxCount, (LimitOptions limits) => limits.ReservedCommands, (limits, value) => limits.ReservedCommands = (int)value,
            "Additional commands that run at the same time, each the only one of its caller. A caller that floods the server does not keep others out."),
        Setting.Number(nameof(MaxConnections), 1, MaxCount, (LimitOptions limits) => limits.MaxConnections, (limits, value) => limits.MaxConnections = (int)value,
            "Maximum number of open connections. Further ones are rejected as `busy` and closed."),
        Setting.Number(nameof(ReservedConnections), 0, MaxCount, (LimitOptions limits) => limits.ReservedConnections, (limits, value) => limits.ReservedConnections = (int)value,
            "Additional open connections, each the only one of its caller."),
        Setting.Number(nameof(MaxRequestBytes), MinRequestBytes, MaxRequestBytesUpperBound, (LimitOptions limits) => limits.MaxRequestBytes, (limits, value) => limits.MaxRequestBytes = (int)value,
            "The longest request in a frame, in bytes of its JSON: 40,000 words of five letters are 320,000 bytes."),
        Setting.Number(nameof(MaxLoggedOutput), 0, MaxLoggedOutputUpperBound, (LimitOptions limits) => limits.MaxLoggedOutput, (limits, value) => limits.MaxLoggedOutput = value,
            "Maximum number of bytes of a command's output in the log, if a client gets the output too. Output of a FIFO command is logged completely."),
        Setting.Number(nameof(MaxLoggedRefusals), 1, MaxLoggedRefusalsUpperBound, (LimitOptions limits) => limits.MaxLoggedRefusals, (limits, value) => limits.MaxLoggedRefusals = (int)value,
            "Maximum number of rejected requests per caller and minute in the log. Further ones are counted."),
        Setting.Number(nameof(MaxUnreadBytes), MinUnreadBytes, MaxUnreadBytesUpperBound, (LimitOptions limits) => limits.MaxUnreadBytes, (limits, value) => limits.MaxUnreadBytes = value,
            "Maximum memory in bytes for data of all clients that the server cannot use yet: parts of requests and lines, and input that commands do not read. A connection that needs more is rejected as `busy` and closed."),
        Setting.Number(nameof(MaxUnreadBytesPerPeer), MinUnreadBytes, MaxUnreadBytesUpperBound, (LimitOptions limits) => limits.MaxUnreadBytesPerPeer, (limits, value) => limits.MaxUnreadBytesPerPeer = value,
            "The same for one caller: a container, a user or an address. Four times `Limits:MaxRequestBytes` is always allowed."),
        Setting.Number(nameof(MaxBackgroundOutputs), 0, MaxCount, (LimitOptions limits) => limits.MaxBackgroundOutputs, (limits, value) => limits.MaxBackgroundOutputs = (int)value,
            "Maximum number of ended commands whose background processes are still read. Each needs up to two file descriptors. Above it, the oldest command whose time is over loses its place. If there is none, the pipes of the new command are closed, and SIGPIPE ends its processes at their next output."),
        Setting.Number(nameof(MaxBackgroundOutputBytes), 0, MaxBackgroundOutputBytesUpperBound, (LimitOptions limits) => limits.MaxBackgroundOutputBytes, (limits, value) => limits.MaxBackgroundOutputBytes = value,
            "Maximum number of bytes of output of one command's background processes in the log after the command has ended. The log says when it is reached. The processes live on. Further output is read slowly and dropped."),
        Setting.Duration(nameof(BackgroundOutputTimeout), Shortest, CommandSettings.LongestTimeout, (LimitOptions limits) => limits.BackgroundOutputTimeout, (limits, value) => limits.BackgroundOutputTimeout = value,
            "Time after the end of a command during which the output of its background processes is logged. Later output is read slowly and dropped."),
        Setting.Duration(nameof(ReceiveTimeout), Shortest, TimeSpan.FromDays(1), (LimitOptions limits) => limits.ReceiveTimeout, (limits, value) => limits.ReceiveTimeout = value,
            "Maximum time that a connection may send nothing, or half a line or frame, while it runs no command. Then it is closed."),
        Setting.Duration(nameof(IdleTimeout), Shortest, CommandSettings.LongestTimeout, (LimitOptions limits) => limits.IdleTimeout, (limits, value) => limits.IdleTimeout = value,
            "Maximum idle time of a client that speaks frames between its commands. Then its connection is closed."),
    ]);
}
