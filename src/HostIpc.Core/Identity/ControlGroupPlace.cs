namespace HostIpc.Identity;

/// <summary>What the control groups of a process name.</summary>
internal readonly record struct ControlGroupPlace
{
    /// <summary>The text cannot be read, or names containers that contradict each other.</summary>
    public static ControlGroupPlace Doubt { get; } = new() { IsDoubt = true };

    /// <summary>The id of the outermost container other than the server's own; null for none.</summary>
    public string? Container { get; init; }

    /// <summary>The next id below <see cref="Container"/>; null for none. A container in a container has one, and so has a container that was placed below the control group of another.</summary>
    public string? Inner { get; init; }

    /// <summary>Whether the server's own container is named.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whether nothing that is named can be believed.</summary>
    public bool IsDoubt { get; init; }
}
