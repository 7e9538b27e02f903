namespace HostIpc.Cli.Arguments;

/// <summary>What a command line comes to: what to do, or what is wrong with it.</summary>
internal sealed record Invocation
{
    private Invocation()
    {
    }

    /// <summary>What is wrong with the command line; null for nothing.</summary>
    public string? Fault { get; private init; }

    /// <summary>Does what was asked for, and returns the exit code. Only where <see cref="Fault"/> is null.</summary>
    public Func<Task<int>> RunAsync { get; private init; } = static () => throw new InvalidOperationException();

    public static Invocation Wrong(string fault) => new() { Fault = fault };

    public static Invocation Of(Func<Task<int>> run) => new() { RunAsync = run };
}
