namespace HostIpc.Docker;

/// <summary>A container as the engine describes it.</summary>
public sealed class ContainerDescription
{
    internal ContainerDescription(string id, ReadOnlyMemory<byte> json)
    {
        Id = id;
        Json = json;
    }

    /// <summary>Its id: 64 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>Its name, without the slash before it.</summary>
    public required string Name { get; init; }

    /// <summary>The image as it was named when the container was made: <c>registry.example/web:1.2</c>.</summary>
    public required string Image { get; init; }

    /// <summary>The image's id: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public required string ImageId { get; init; }

    /// <summary>Its labels, with those that it has from its image.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public required string State { get; init; }

    /// <summary>Whether its process runs, which it does in a paused one too.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>Whether it is paused.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>The exit code of the last run, 128 + n where signal n ended it; 0 while it runs or before it did.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The number of its first process in the engine's pid namespace; 0 while it does not run.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was started last; null where it never was.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended last; null where it never did.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether it has a terminal: its output is one stream then, and bytes as they are.</summary>
    public required bool HasTerminal { get; init; }

    /// <summary>The networks that it is on.</summary>
    public required IReadOnlyList<ContainerNetwork> Networks { get; init; }

    /// <summary>How many seconds it has between its stop signal and SIGKILL; null where it has no such time of its own, which is 10 s then.</summary>
    internal long? StopTimeout { get; init; }

    /// <summary>The whole answer as the engine gave it: a JSON object in UTF-8. It has much that is not here, the environment and its secrets included.</summary>
    public ReadOnlyMemory<byte> Json { get; }
}
