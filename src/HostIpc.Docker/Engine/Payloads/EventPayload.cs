using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A line of <c>GET /events</c>.</summary>
internal static class EventPayload
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <exception cref="DockerException">It is something else.</exception>
    public static DockerEvent Read(ReadOnlyMemory<byte> line) => JsonMembers.Read(line, "an event", Read);

    private static DockerEvent Read(JsonElement root)
    {
        JsonElement actor = root.Member("Actor");
        long time = root.Number("timeNano");
        return new DockerEvent
        {
            Type = root.Required("Type"),
            Action = root.Required("Action"),
            ActorId = actor.Text("ID"),
            Attributes = actor.Texts("Attributes"),
            Scope = root.Text("scope"),
            TimeNanoseconds = time != 0 ? time : checked(root.Number("time") * NanosecondsPerSecond),
        };
    }
}
