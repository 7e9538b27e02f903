namespace HostIpc.Protocol;

/// <summary>What a request asks for beside its command. In a plan: what the policy lets it have.</summary>
public sealed class CommandSettings
{
    /// <summary>The most variables in <see cref="Environment"/>.</summary>
    public const int MaxVariables = 256;

    /// <summary>What a timer of the framework can wait for, in whole days.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(49);

    /// <summary>The working directory, absolute. Default null: <c>/</c>.</summary>
    public string? Directory { get; init; }

    /// <summary>Variables that are added to the command's environment. Default: none. At most 256.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// How long the command may run, from a millisecond to 49 days. Default null: as long as the server lets it. The server's own bound holds if it is shorter.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether the client sends standard input. Default false: the command reads from <c>/dev/null</c>.</summary>
    public bool HasInput { get; init; }

    /// <summary>Whether standard error goes into the pipe of standard output, as <c>2&gt;&amp;1</c> does it: the order of the two is then the command's. Default false: each has a pipe of its own.</summary>
    public bool MergeStderr { get; init; }
}
