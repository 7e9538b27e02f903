using HostIpc.Settings;

namespace HostIpc.Docker;

/// <summary>A command of the policy that is run when something happens to an engine: as the server itself, whatever its Allow says, and by the rules of its parameters.</summary>
/// <remarks>
/// <para>
/// It runs at most <see cref="MaxRuns"/> times for each container, and <see cref="MaxTotalRuns"/> times for all together, in any time of <see cref="Per"/>. With the first event beyond, it rests for
/// that container until <see cref="Per"/> has passed since it ran last. The newest event of each container is kept meanwhile and runs afterwards; older ones are dropped, and the log says how many
/// of which container. So a trigger that causes the event it waits for is held to its bound, and a container that flaps keeps no other waiting.
/// </para>
/// <para>What an event says of a container is what the container's maker chose: parameters without a pattern take whatever it is, in one piece.</para>
/// </remarks>
public sealed class TriggerOptions
{
    internal const int DefaultMaxRuns = 10;

    /// <summary>The largest value of <see cref="MaxRuns"/>.</summary>
    public const int MaxRunsUpperBound = 1000;

    internal const int DefaultMaxTotalRuns = 100;

    /// <summary>The largest value of <see cref="MaxTotalRuns"/>.</summary>
    public const int MaxTotalRunsUpperBound = 10_000;

    internal const int DefaultQueue = 16;

    /// <summary>The largest value of <see cref="Queue"/>.</summary>
    public const int MaxQueueUpperBound = 256;

    internal static readonly TimeSpan DefaultPer = TimeSpan.FromMinutes(1);
    internal static readonly TimeSpan ShortestPer = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan LongestPer = TimeSpan.FromDays(1);

    /// <summary>The events. At least one of its lists has something in it.</summary>
    public EventCondition On { get; set; } = new();

    /// <summary>The name of the command that is run.</summary>
    public string Run { get; set; } = "";

    /// <summary>
    /// Values for the command's parameters, by their names. In them <c>{Type}</c>, <c>{Action}</c>, <c>{Actor.ID}</c>, <c>{Actor.Attributes.KEY}</c> and <c>{time}</c> stand for what the event has
    /// (docs.docker.com/reference/api/engine, GET /events), the time as ISO 8601 in UTC; <c>{{…}}</c> is the text <c>{…}</c>. An optional parameter is left out where its attribute is missing; without one that
    /// is not, the trigger does not run and the log says so. An engine puts a container's labels among its attributes: a label can stand in the place of any of them but <c>name</c> and <c>image</c>.
    /// </summary>
    public IDictionary<string, string> With { get; set; } = new Dictionary<string, string>();

    /// <summary>How often it runs for one container in any time of <see cref="Per"/>, from 1 to 1000. Default 10. Of events of other things each network, image or volume counts by itself.</summary>
    public int MaxRuns { get; set; } = DefaultMaxRuns;

    /// <summary>How often it runs for all containers together in any time of <see cref="Per"/>, from 1 to 10000. Default 100. It bounds a trigger whose command makes containers that set it off again.</summary>
    public int MaxTotalRuns { get; set; } = DefaultMaxTotalRuns;

    /// <summary>The time that <see cref="MaxRuns"/> and <see cref="MaxTotalRuns"/> are counted in, and that it rests where that is reached. Default one minute, from a second to a day.</summary>
    public TimeSpan Per { get; set; } = DefaultPer;

    /// <summary>How many events wait while the command runs for another, from 0 to 256; one follows the other. Default 16. Over it only the newest event of each container is kept.</summary>
    public int Queue { get; set; } = DefaultQueue;

    /// <summary>The settings of a trigger, with what each takes.</summary>
    public static SettingSection<TriggerOptions> Settings { get; } = new("", "A command that the server runs on an event of the engine of `Docker:Socket`. `Allow` does not apply: your triggers may run every command.",
    [
        new(nameof(On), new SettingType("object", "\"$ref\": \"#/$defs/event\""), "The events.", (reader, key, trigger) =>
        {
            EventCondition.Settings.Read(reader, key, trigger.On);
            _ = reader.Section(key, "an object with one or more of Type, Action, Container, Image, Label, ImageLabel, Attributes");
        })
        {
            DefaultText = "required",
        },
        Setting.Text(nameof(Run), new SettingType("text", "\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9._-]{1,64}$\""), (TriggerOptions trigger) => trigger.Run, (trigger, value) => trigger.Run = value,
            "The name of the command.", defaultText: "required"),
        Setting.Texts(nameof(With), (TriggerOptions trigger, Dictionary<string, string> value) => trigger.With = value,
            "Values for the command's parameters, by name. `{Type}`, `{Action}`, `{Actor.ID}`, `{Actor.Attributes.KEY}` and `{time}` stand for the event's values; `{{...}}` is the text `{...}`. If an attribute is missing, the trigger does not run, unless the parameter may be left out."),
        Setting.Number(nameof(MaxRuns), 1, MaxRunsUpperBound, (TriggerOptions trigger) => trigger.MaxRuns, (trigger, value) => trigger.MaxRuns = (int)value,
            "Maximum number of runs for one container in any time of `Per`. With the next event it pauses for that container until `Per` has passed since its last run. Then it runs for the newest event."),
        Setting.Number(nameof(MaxTotalRuns), 1, MaxTotalRunsUpperBound, (TriggerOptions trigger) => trigger.MaxTotalRuns, (trigger, value) => trigger.MaxTotalRuns = (int)value,
            "Maximum number of runs for all containers together in any time of `Per`."),
        Setting.Duration(nameof(Per), ShortestPer, LongestPer, (TriggerOptions trigger) => trigger.Per, (trigger, value) => trigger.Per = value,
            "The time for `MaxRuns` and `MaxTotalRuns`."),
        Setting.Number(nameof(Queue), 0, MaxQueueUpperBound, (TriggerOptions trigger) => trigger.Queue, (trigger, value) => trigger.Queue = (int)value,
            "Maximum number of events that wait while the command runs for another. Above it, only the newest event of each container is kept."),
    ])
    {
        Keywords = "\"required\": [\"On\", \"Run\"]",
    };
}
