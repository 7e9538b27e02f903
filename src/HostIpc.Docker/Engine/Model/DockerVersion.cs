namespace HostIpc.Docker;

/// <summary>What an engine is.</summary>
public sealed class DockerVersion
{
    internal DockerVersion()
    {
    }

    /// <summary>The engine's version: <c>28.3.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The newest version of the API that it speaks: <c>1.51</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The oldest one; empty where it does not say.</summary>
    public required string OldestApiVersion { get; init; }

    /// <summary>The operating system: <c>linux</c>.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The architecture, by Go's names: <c>amd64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The kernel's version.</summary>
    public required string KernelVersion { get; init; }

    /// <summary>The whole answer as the engine gave it: a JSON object in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; internal init; }
}
