namespace HostIpc.Docker;

/// <summary>A container as the list of them has it.</summary>
public sealed class ContainerSummary
{
    internal ContainerSummary(string id)
    {
        Id = id;
    }

    /// <summary>Its id: 64 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>Its names without the slash before them: the first is its own, others are those that links give it. Empty while it is being removed.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The image as it was named when the container was made, or its id where that name is another image's by now.</summary>
    public required string Image { get; init; }

    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public required string State { get; init; }

    /// <summary>The state for people: <c>Up 2 hours</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The networks that it is on.</summary>
    public required IReadOnlyList<ContainerNetwork> Networks { get; init; }
}
