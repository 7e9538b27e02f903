namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A line of <c>GET /events</c>.</summary>
internal static class EventPayload
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <exception cref="DockerException">It is something else.</exception>
    public static DockerEvent Read(ReadOnlyMemory<byte> line) => AnswerReader.Read(line, AnswerJson.Default.EventAnswer, "an event", answer => new DockerEvent
    {
        Type = answer.Type.RequiredText("Type"),
        Action = answer.Action.RequiredText("Action"),
        ActorId = answer.Actor?.Id ?? "",
        Attributes = (answer.Actor?.Attributes).OrEmpty(),
        Scope = answer.Scope ?? "",
        TimeNanoseconds = answer.TimeNano is { } time and not 0 ? time : checked((answer.Time ?? 0) * NanosecondsPerSecond),
    });
}
