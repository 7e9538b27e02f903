using HostIpc.Protocol;

namespace HostIpc.Docker;

/// <summary>What one read of a <see cref="ContainerStreams"/> gave.</summary>
public readonly struct ContainerOutput
{
    internal ContainerOutput(OutputKind kind, int count)
    {
        Kind = kind;
        Count = count;
    }

    /// <summary>The stream that the bytes are from. A container with a terminal has but <see cref="OutputKind.Stdout"/>.</summary>
    public OutputKind Kind { get; }

    /// <summary>How many bytes there are; 0 at the end.</summary>
    public int Count { get; }
}
