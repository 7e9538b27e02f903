using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>GET /containers/json</c>.</summary>
internal static class SummaryPayload
{
    /// <exception cref="DockerException">It is something else.</exception>
    public static ContainerSummary[] Read(ReadOnlyMemory<byte> content) => JsonMembers.Read(content, "containers", ReadAll);

    private static ContainerSummary[] ReadAll(JsonElement root)
    {
        var containers = new ContainerSummary[root.GetArrayLength()];
        int count = 0;
        foreach (JsonElement container in root.EnumerateArray())
        {
            containers[count++] = ReadOne(container);
        }

        return containers;
    }

    private static ContainerSummary ReadOne(JsonElement container)
    {
        string[] names = container.List("Names");
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = names[i].TrimStart('/');
        }

        return new ContainerSummary(container.Required("Id"))
        {
            Names = names,
            Image = container.Text("Image"),
            State = container.Text("State"),
            Status = container.Text("Status"),
            CreatedAt = DateTimeOffset.FromUnixTimeSeconds(container.Number("Created")),
            Labels = container.Texts("Labels"),
            Networks = NetworkPayload.Read(container),
        };
    }
}
