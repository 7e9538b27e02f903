using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A line of <c>GET /events</c>.</summary>
internal sealed class EventAnswer
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public string? Type { get; set; }

    public string? Action { get; set; }

    public EventActor? Actor { get; set; }

    [JsonPropertyName("scope")]
    public string? Scope { get; set; }

    /// <summary>In seconds since 1970.</summary>
    [JsonPropertyName("time")]
    public long? Time { get; set; }

    /// <summary>In nanoseconds since 1970.</summary>
    [JsonPropertyName("timeNano")]
    public long? TimeNano { get; set; }

    /// <summary>The event.</summary>
    public static DockerEvent ToEvent(EventAnswer answer) => new()
    {
        Type = answer.Type.RequiredText("Type"),
        Action = answer.Action.RequiredText("Action"),
        ActorId = answer.Actor?.Id ?? "",
        Attributes = (answer.Actor?.Attributes).OrEmpty(),
        Scope = answer.Scope ?? "",
        TimeNanoseconds = answer.TimeNano is { } time and not 0 ? time : checked((answer.Time ?? 0) * NanosecondsPerSecond),
    };

    /// <summary>The object that the event is of.</summary>
    internal sealed class EventActor
    {
        [JsonPropertyName("ID")]
        public string? Id { get; set; }

        public Dictionary<string, string?>? Attributes { get; set; }
    }
}
