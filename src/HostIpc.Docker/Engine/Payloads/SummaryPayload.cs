namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>GET /containers/json</c>.</summary>
internal static class SummaryPayload
{
    /// <exception cref="DockerException">It is something else.</exception>
    public static ContainerSummary[] Read(ReadOnlyMemory<byte> content) =>
        AnswerReader.Read(content, AnswerJson.Default.ListListedContainer, "containers", containers => containers.Select(Map).ToArray());

    private static ContainerSummary Map(ListedContainer? listed)
    {
        ListedContainer container = listed.Required("A container");
        return new ContainerSummary(container.Id.RequiredText("Id"))
        {
            Names = [.. (container.Names ?? []).Select(name => name?.TrimStart('/') ?? "")],
            Image = container.Image ?? "",
            State = container.State ?? "",
            Status = container.Status ?? "",
            CreatedAt = DateTimeOffset.FromUnixTimeSeconds(container.Created ?? 0),
            Labels = container.Labels.OrEmpty(),
            Networks = NetworkSettings.ToNetworks(container.NetworkSettings),
        };
    }
}
