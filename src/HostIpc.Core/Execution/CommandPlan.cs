using HostIpc.Protocol;
using HostIpc.Requests;

namespace HostIpc.Execution;

/// <summary>
/// Exactly what will be executed: a handler of the hosting application, an argv, or a line for the shell. Nothing in it is
/// still the peer's to interpret.
/// </summary>
/// <remarks>A small value, since one is made for every line.</remarks>
public readonly record struct CommandPlan
{
    /// <summary>What the policy defines for the command; null for a shell line and a plain argv, which have no definition.</summary>
    public CommandProfile? Profile { get; init; }

    /// <summary>
    /// For a process, its argv: the program (absolute, or a name that is looked up on the target's <c>PATH</c>), then the
    /// arguments. For a handler, the words that follow the command's name. Null for a shell line.
    /// </summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The line that <c>Execution:Shell</c> gets after <c>-c</c>, UTF-8 without NUL. Used where <see cref="Arguments"/> is null.</summary>
    public ReadOnlyMemory<byte> ShellLine { get; init; }

    /// <summary>What the request gets of what it asked for beside the command; null for nothing.</summary>
    public CommandSettings? Settings { get; init; }

    /// <summary>What the policy wants the operator to know of a request that it lets run all the same; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>The shortest of the times that the command may run by its definition, by the request, and by the server; null for ever.</summary>
    internal TimeSpan? TimeoutWithin(TimeSpan? servers)
    {
        TimeSpan? policy = Profile?.Timeout ?? servers;
        return Settings?.Timeout is { } asked && !(policy <= asked) ? asked : policy;
    }
}
