using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>GET /containers/ID/json</c>: the members that are used.</summary>
internal static class DescriptionPayload
{
    /// <exception cref="DockerException">It is something else.</exception>
    public static ContainerDescription Read(ReadOnlyMemory<byte> content) => JsonMembers.Read(content, "a container", root => Read(root, content));

    private static ContainerDescription Read(JsonElement root, ReadOnlyMemory<byte> content)
    {
        JsonElement config = root.GetProperty("Config");
        JsonElement state = root.Member("State");
        return new ContainerDescription(root.Required("Id"), content)
        {
            // From the days of links between containers, a name begins with the path of the engine's own.
            Name = root.Required("Name") is var name && name.StartsWith('/') ? name[1..] : name,
            Image = config.GetProperty("Image").GetString() ?? "",
            ImageId = root.Text("Image"),
            Labels = config.Texts("Labels"),
            State = state.Text("Status"),
            IsRunning = state.Flag("Running"),
            IsPaused = state.Flag("Paused"),
            ExitCode = (int)state.Number("ExitCode"),
            ProcessId = (int)state.Number("Pid"),
            CreatedAt = root.Time("Created") ?? default,
            StartedAt = state.Time("StartedAt"),
            FinishedAt = state.Time("FinishedAt"),
            HasTerminal = config.Flag("Tty"),
            StopTimeout = config.Member("StopTimeout").ValueKind == JsonValueKind.Number ? config.Number("StopTimeout") : null,
            Networks = NetworkPayload.Read(root),
        };
    }
}
