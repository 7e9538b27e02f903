using System.Runtime.CompilerServices;
using HostIpc.Protocol;

namespace HostIpc.Execution;

/// <summary>
/// Exactly what will be executed: a handler of the hosting application, an argv, or a line for the shell. Nothing in it is
/// still the peer's to interpret.
/// </summary>
/// <remarks>A small value, since one is made for every line.</remarks>
public readonly record struct ExecutionPlan
{
    private readonly ReadOnlyMemory<byte> _shellLine;

    /// <summary>What the policy defines for the command; null for a shell line and a plain argv, which have no definition.</summary>
    public Command? Command { get; init; }

    /// <summary>
    /// For a process, its argv: the program (absolute, or a name that is looked up on the target's <c>PATH</c>), then the
    /// arguments. For a handler, the words that follow the command's name. Null for a shell line.
    /// </summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The line that <c>Execution:Shell</c> gets after <c>-c</c>, UTF-8 without NUL. Used where <see cref="Arguments"/> is null.</summary>
    public ReadOnlyMemory<byte> ShellLine
    {
        get => _shellLine;
        init => _shellLine = value;
    }

    /// <summary>What the request gets of what it asked for beside the command; null for nothing.</summary>
    public CommandSettings? Settings { get; init; }

    /// <summary>What the policy wants the operator to know of a request that it lets run all the same; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Makes the plan of a shell line and nothing else, in its place: one that is made elsewhere is copied with a check for each of its references.</summary>
    internal static void OfLine(ReadOnlyMemory<byte> line, out ExecutionPlan plan)
    {
        plan = default;
        Unsafe.AsRef(in plan._shellLine) = line;
    }

    /// <summary>How long the command may run: the shorter of what the request asks for and what its definition says, or the server where that says nothing. Null for no bound.</summary>
    /// <param name="serverTimeout">The server's own bound, <see cref="ExecutionOptions.Timeout"/>; null for none.</param>
    public TimeSpan? TimeoutWithin(TimeSpan? serverTimeout)
    {
        TimeSpan? policy = Command?.Timeout ?? serverTimeout;
        return Settings?.Timeout is { } asked && !(policy <= asked) ? asked : policy;
    }
}
