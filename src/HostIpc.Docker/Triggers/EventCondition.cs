using HostIpc.Settings;

namespace HostIpc.Docker;

/// <summary>
/// Which events of an engine a trigger is for: those that match all that it names, and of each list one element. At least one of the lists has something in it. What an event has is what the
/// engine says, and of that a container's maker chooses its name, image and labels.
/// </summary>
public sealed class EventCondition
{
    /// <summary>What it happened to, exactly: <c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>, <c>daemon</c>, <c>plugin</c>. Default empty: any.</summary>
    public IList<string> Type { get; set; } = [];

    /// <summary>
    /// What happened, exactly: <c>die</c>, <c>start</c>, <c>health_status: unhealthy</c>. One without a colon is also for those that say more behind a colon: <c>exec_create</c> for
    /// <c>exec_create: ls</c>. Default empty: anything.
    /// </summary>
    public IList<string> Action { get; set; } = [];

    /// <summary>Names of containers, with <c>*</c> for any number of characters; events of other things then do not match. Default empty: any.</summary>
    public IList<string> Container { get; set; } = [];

    /// <summary>Images as they were named when the container was made, or of an event of an image its name; with <c>*</c> for any number of characters. Default empty: any.</summary>
    public IList<string> Image { get; set; } = [];

    /// <summary>
    /// Attributes of the event by their names, such as <c>exitCode</c> of <c>die</c>, each with values of which it has one, with <c>*</c> for any number of characters. A value with <c>!</c> before it is
    /// one that the attribute must not have: <c>!0</c>. An event without the attribute does not match. Default empty: any. A label of the container can have an attribute's name and stand in its place.
    /// </summary>
    public IDictionary<string, IList<string>> Attributes { get; set; } = new Dictionary<string, IList<string>>();

    /// <summary>
    /// Labels, each <c>key</c> or <c>key=value</c>, of which the event has one among its attributes. A label that the container's image brings does not count, nor does any of an image. Default empty: any.
    /// </summary>
    public IList<string> Label { get; set; } = [];

    /// <summary>Labels, each <c>key</c> or <c>key=value</c>, of which the image has one: the container's, or the one that the event is of. Whoever builds an image chooses them. Default empty: any.</summary>
    public IList<string> ImageLabel { get; set; } = [];

    /// <summary>The section <c>On</c> of a trigger, with what each setting takes.</summary>
    public static SettingSection<EventCondition> Settings { get; } = new("", "The events that run your trigger. An event must match every key that you name, and of each list one element.",
    [
        Setting.TextOrList(nameof(Type), (EventCondition condition, string[] value) => condition.Type = value,
            "The kind of object, exactly: `container`, `image`, `network`, `volume`, `daemon`."),
        Setting.TextOrList(nameof(Action), (EventCondition condition, string[] value) => condition.Action = value,
            "The action, exactly: `die`, `start`, `health_status: unhealthy`. A text without a colon also matches actions with a colon and more text."),
        Setting.TextOrList(nameof(Container), (EventCondition condition, string[] value) => condition.Container = value,
            "Names of containers, with `*` for any number of characters."),
        Setting.TextOrList(nameof(Image), (EventCondition condition, string[] value) => condition.Image = value,
            "Images, as named when the container was made, or an image's own name, with `*` for any number of characters."),
        Setting.TextOrList(nameof(Label), (EventCondition condition, string[] value) => condition.Label = value,
            "Labels, each `key` or `key=value`. The event must have one among its attributes. A label of the container's image does not count."),
        Setting.TextOrList(nameof(ImageLabel), (EventCondition condition, string[] value) => condition.ImageLabel = value,
            "Labels, each `key` or `key=value`. The image must have one. The builder of the image chooses them."),
        new(nameof(Attributes), new SettingType("object of texts or lists of texts", "\"type\": \"object\", \"minProperties\": 1, \"additionalProperties\": { \"$ref\": \"#/$defs/textOrTexts\" }"),
            "Attributes of the event by name, for example `exitCode`, each with permitted values, with `*` for any number of characters. `!` before a value excludes it.",
            (reader, key, condition) => condition.Attributes = reader.TextLists(key)),
    ])
    {
        Keywords = "\"minProperties\": 1",
    };
}
