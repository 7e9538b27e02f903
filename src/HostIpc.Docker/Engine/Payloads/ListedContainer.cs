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
}
