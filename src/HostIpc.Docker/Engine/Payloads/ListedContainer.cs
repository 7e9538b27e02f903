namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A container in the answer to <c>GET /containers/json</c>.</summary>
internal sealed class ListedContainer
{
    public string? Id { get; set; }

    public List<string?>? Names { get; set; }

    public string? Image { get; set; }

    public string? State { get; set; }

    public string? Status { get; set; }

    /// <summary>When it was made, in seconds since 1970.</summary>
    public long? Created { get; set; }

    public Dictionary<string, string?>? Labels { get; set; }

    public NetworkSettings? NetworkSettings { get; set; }

    /// <summary>The containers of a list.</summary>
    public static ContainerSummary[] ToSummaries(List<ListedContainer?> containers) => [.. containers.Select(container => container.Required("A container").ToSummary())];

    private ContainerSummary ToSummary() => new(Id.RequiredText("Id"))
    {
        Names = [.. (Names ?? []).Select(name => name?.TrimStart('/') ?? "")],
        Image = Image ?? "",
        State = State ?? "",
        Status = Status ?? "",
        CreatedAt = DateTimeOffset.FromUnixTimeSeconds(Created ?? 0),
        Labels = Labels.OrEmpty(),
        Networks = NetworkSettings.ToNetworks(NetworkSettings),
    };
}
