namespace HostIpc.Execution;

/// <summary>What the policy defines for a command whatever is asked of it, shared by all its plans.</summary>
public sealed class Command
{
    /// <summary>The command's name.</summary>
    public required string Name { get; init; }

    /// <summary>The function that handles the command; null where a process does.</summary>
    public CommandHandler? Handler { get; init; }

    /// <summary>Whether <see cref="Handler"/> reads the client's signals itself (<see cref="CommandContext.Signals"/>), in place of being cancelled by them.</summary>
    internal bool ForwardsSignals { get; init; }

    /// <summary>How long it may run before it is ended. Default null: as long as <see cref="ExecutionOptions.Timeout"/> says.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The user that its processes run as on the target, <c>user</c> or <c>user:group</c>, by name or number, with the user's supplementary groups. Default
    /// null: as the server does. Needs a server that runs as root.
    /// </summary>
    public string? RunAs { get; init; }

    /// <summary>
    /// The directory on the target whose executables are run, one after the other, in place of a program; the plan's arguments go to each. Default null:
    /// the plan's arguments are the argv of one process. Each is run from its opened file, so an interpreter sees it as <c>/proc/self/fd/3</c>; its path is in <c>HOSTIPC_SCRIPT</c>.
    /// </summary>
    public string? ScriptDirectory { get; init; }

    /// <summary>How many of it run at the same time. Default null: as many as the server lets.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many wait for their turn where <see cref="Concurrency"/> is reached. Default 0. One over it is rejected as busy.</summary>
    public int Queue { get; init; }

    /// <summary>How many bytes it may write to both its streams together. Default null: as many as it likes. With the first one over it the command is ended.</summary>
    public long? MaxOutput { get; init; }

    /// <summary>
    /// The signals that a client may send to it, each by its name (<c>TERM</c> or <c>SIGTERM</c>) or its number from 1 to 64. Others are ignored, and the log says so. Default none: HUP, INT, QUIT,
    /// TERM, USR1, USR2, ALRM, WINCH, CONT and TSTP. A client that goes ends its command whatever this is.
    /// </summary>
    public IReadOnlyList<string> Signals
    {
        get;
        init
        {
            field = value;
            SignalBits = SignalSetting.Of(value);
        }
    } = [];

    /// <summary><see cref="Signals"/> by <see cref="SignalSetting"/>.</summary>
    internal ulong SignalBits { get; private init; } = SignalSetting.Default;

    /// <summary>Whether the log gets its output. Default true.</summary>
    public bool LogsOutput { get; init; } = true;
}
