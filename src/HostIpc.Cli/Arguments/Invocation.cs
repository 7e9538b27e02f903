using HostIpc.Client;

namespace HostIpc.Cli.Arguments;

/// <summary>What <c>hostipc</c> was asked for.</summary>
internal sealed record Invocation
{
    /// <summary>What is wrong with it; null for nothing. The rest is not to be used then.</summary>
    public string? Fault { get; init; }

    /// <summary>One of the names in <see cref="CommandLine"/>.</summary>
    public string Verb { get; init; } = CommandLine.Help;

    public string Endpoint { get; init; } = new HostIpcClientOptions().Endpoint;

    public bool Json { get; init; }

    /// <summary>Of which verb <c>--help</c> asks; null for all.</summary>
    public string? HelpOn { get; init; }

    /// <summary>What <c>send</c> sends.</summary>
    public string? Line { get; init; }

    /// <summary>Whom <c>notify</c> tells; null for the host of this container.</summary>
    public string? Host { get; init; }

    /// <summary>Where <c>notify</c> tells it.</summary>
    public int Port { get; init; }

    /// <summary>What <c>run</c> runs.</summary>
    public HostCommand? Command { get; init; }

    /// <summary>Whether the command may have the caller's standard input.</summary>
    public bool TakesInput { get; init; } = true;

    /// <summary>What was perhaps meant, for a command that is not found; null where nothing suggests itself.</summary>
    public string? Suggestion { get; init; }
}
