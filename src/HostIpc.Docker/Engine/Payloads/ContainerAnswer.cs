using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /containers/ID/json</c>: the members that are used.</summary>
internal sealed class ContainerAnswer
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    /// <summary>The id of its image.</summary>
    public string? Image { get; set; }

    [JsonConverter(typeof(EngineTimeConverter))]
    public DateTimeOffset? Created { get; set; }

    public ContainerState? State { get; set; }

    public ContainerConfig? Config { get; set; }

    public NetworkSettings? NetworkSettings { get; set; }

    /// <summary>The container that an answer describes.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="json">Its text.</param>
    public static ContainerDescription ToDescription(ContainerAnswer answer, ReadOnlyMemory<byte> json)
    {
        ContainerConfig config = answer.Config.Required("Config");
        ContainerState state = answer.State ?? new ContainerState();
        string name = answer.Name.RequiredText("Name");
        return new ContainerDescription(answer.Id.RequiredText("Id"), json)
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

    /// <summary>The <c>State</c>.</summary>
    internal sealed class ContainerState
    {
        public string? Status { get; set; }

        public bool? Running { get; set; }

        public bool? Paused { get; set; }

        public long? ExitCode { get; set; }

        public long? Pid { get; set; }

        [JsonConverter(typeof(EngineTimeConverter))]
        public DateTimeOffset? StartedAt { get; set; }

        [JsonConverter(typeof(EngineTimeConverter))]
        public DateTimeOffset? FinishedAt { get; set; }
    }

    /// <summary>The <c>Config</c>.</summary>
    internal sealed class ContainerConfig
    {
        [JsonRequired]
        public string? Image { get; set; }

        public Dictionary<string, string?>? Labels { get; set; }

        public bool? Tty { get; set; }

        public long? StopTimeout { get; set; }
    }
}
