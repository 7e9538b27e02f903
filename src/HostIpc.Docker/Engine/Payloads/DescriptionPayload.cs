namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>GET /containers/ID/json</c>.</summary>
internal static class DescriptionPayload
{
    /// <exception cref="DockerException">It is something else.</exception>
    public static ContainerDescription Read(ReadOnlyMemory<byte> content) => AnswerReader.Read(content, AnswerJson.Default.ContainerAnswer, "a container", answer => Map(answer, content));

    private static ContainerDescription Map(ContainerAnswer answer, ReadOnlyMemory<byte> content)
    {
        ContainerConfig config = answer.Config.Required("Config");
        ContainerState state = answer.State ?? new ContainerState();
        string name = answer.Name.RequiredText("Name");
        return new ContainerDescription(answer.Id.RequiredText("Id"), content)
        {
            // From the days of links between containers, a name begins with the path of the engine's own.
            Name = name.StartsWith('/') ? name[1..] : name,
            Image = config.Image ?? "",
            ImageId = answer.Image ?? "",
            Labels = config.Labels.OrEmpty(),
            State = state.Status ?? "",
            IsRunning = state.Running ?? false,
            IsPaused = state.Paused ?? false,
            ExitCode = (int)(state.ExitCode ?? 0),
            ProcessId = (int)(state.Pid ?? 0),
            CreatedAt = answer.Created ?? default,
            StartedAt = state.StartedAt,
            FinishedAt = state.FinishedAt,
            HasTerminal = config.Tty ?? false,
            StopTimeout = config.StopTimeout,
            Networks = NetworkSettings.ToNetworks(answer.NetworkSettings),
        };
    }
}
