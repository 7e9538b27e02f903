namespace HostIpc.Policy;

/// <summary>A command of the policy: what it runs, who may, with which arguments and limits. One of <see cref="Run"/>, <see cref="Shell"/> and <see cref="Scripts"/>.</summary>
public sealed class CommandOptions
{
    internal const int MostParameters = 64;

    /// <summary>The largest value of <see cref="Concurrency"/>.</summary>
    public const int MaxConcurrency = 65536;

    /// <summary>The largest value of <see cref="Queue"/>.</summary>
    public const int MaxQueue = 65536;

    internal const int MostSignals = 64;

    /// <summary>The largest value of <see cref="MaxOutput"/>, in bytes.</summary>
    public const long MaxMaxOutput = 1L << 40;

    /// <summary>
    /// The argv: the program, absolute or on the target's <c>PATH</c>, and its arguments. <c>{name}</c> in an element stands for the value of that parameter and
    /// never becomes more than this one element; <c>{{name}}</c> is the text <c>{name}</c>.
    /// </summary>
    public IList<string> Run { get; set; } = [];

    /// <summary>A line for the target's shell. The values of the parameters are its <c>$1</c>, <c>$2</c> and so on; nothing is ever put into the line.</summary>
    public string? Shell { get; set; }

    /// <summary>
    /// The absolute path of a directory on the target whose executables are run, in ordinal order of name, one after the other. Each gets the arguments and nothing to read; one
    /// that fails does not stop the rest, and the first that failed gives the exit code. Directory and files must be root's (or the server's user's), and
    /// writable by nobody else along the whole path.
    /// </summary>
    public string? Scripts { get; set; }

    /// <summary>What it is for, for those who may run it. At most 1024 characters. Default null.</summary>
    public string? Description { get; set; }

    /// <summary>What a request says behind the name, in order. Default none: the command takes no arguments; those of <see cref="Scripts"/> and of a handler then take any.</summary>
    public IList<ParameterOptions> Parameters { get; set; } = [];

    /// <summary>Who may run it: each peer that one of the rules matches. Default none: user 0, the user that the server runs as, and who writes to a FIFO.</summary>
    public IList<AllowRule> Allow { get; set; } = [];

    /// <summary>
    /// The user that it runs as on the target, <c>user</c> or <c>user:group</c>, by name or number, with the user's supplementary groups. Default null: as the server
    /// does. Needs a server that runs as root.
    /// </summary>
    public string? As { get; set; }

    /// <summary>The working directory on the target, absolute. Default null: <c>/</c>.</summary>
    public string? Directory { get; set; }

    /// <summary>Variables that are always set. Default none.</summary>
    public IDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Names of variables that the request may set. Never those of the dynamic loader, a shell's startup, <c>PATH</c>, <c>HOSTIPC_*</c>. Default none.</summary>
    public IList<string> PassEnvironment { get; set; } = [];

    /// <summary>Whether it reads the client's input. Default false: it reads from <c>/dev/null</c>. Not with <see cref="Scripts"/>.</summary>
    public bool Stdin { get; set; }

    /// <summary>How long it may run before it is ended, from a millisecond to 49 days. Default null: as <c>Execution:Timeout</c> says.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How many of it run at the same time, from 1 to 65536. Default null: as many as <c>Limits:MaxConcurrentCommands</c> lets.</summary>
    public int? Concurrency { get; set; }

    /// <summary>How many wait for their turn where <see cref="Concurrency"/> is reached, from 0 to 65536. Default 0. One over it is rejected as busy.</summary>
    public int Queue { get; set; }

    /// <summary>How many bytes it may write to both its streams together, up to 1 TiB. Default null: as many as it likes. With the first one over it the command is ended, and says so.</summary>
    public long? MaxOutput { get; set; }

    /// <summary>
    /// The signals that a client may send to it, each by its name (<c>TERM</c> or <c>SIGTERM</c>) or its number from 1 to 64; at most 64. Others are ignored, and the log says so. Default none: HUP, INT, QUIT,
    /// TERM, USR1, USR2, ALRM, WINCH, CONT and TSTP. STOP lets a client hold one of the command's places for <c>Execution:StoppedTimeout</c>; those that write a core (ABRT, SEGV) leave one only where
    /// the command raises its limit itself. A client that goes ends its command whatever this is.
    /// </summary>
    public IList<string> Signals { get; set; } = [];

    /// <summary>Whether the log gets its output. Default true.</summary>
    public bool LogOutput { get; set; } = true;
}
