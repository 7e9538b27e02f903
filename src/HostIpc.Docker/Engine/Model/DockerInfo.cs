namespace HostIpc.Docker;

/// <summary>What an engine has, and where it runs.</summary>
public sealed class DockerInfo
{
    internal DockerInfo()
    {
    }

    /// <summary>The engine's id, which it keeps from start to start.</summary>
    public required string Id { get; init; }

    /// <summary>The host's name.</summary>
    public required string Name { get; init; }

    /// <summary>The engine's version: <c>28.3.0</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The host's system for people: <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The host's architecture, as uname(2) has it: <c>x86_64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The number of containers, whatever their state.</summary>
    public required int Containers { get; init; }

    /// <summary>How many of them run.</summary>
    public required int ContainersRunning { get; init; }

    /// <summary>The engine's clock when it answered.</summary>
    public required DateTimeOffset SystemTime { get; init; }

    /// <summary>The whole answer as the engine gave it: a JSON object in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; internal init; }
}
