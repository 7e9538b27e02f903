using HostIpc.Settings;

namespace HostIpc.Core.Tests.Settings;

/// <summary>Options with a setting of each usual kind.</summary>
internal sealed class ThingOptions
{
    public int Count { get; set; } = 5;

    public long? Size { get; set; }

    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(90);

    public bool IsOn { get; set; } = true;

    public DayOfWeek Day { get; set; } = DayOfWeek.Friday;

    public string Name { get; set; } = "thing";

    public string File { get; set; } = "/thing";

    public UnixFileMode Mode { get; set; } = UnixFileMode.UserRead;

    public IList<string> Words { get; set; } = ["untouched"];

    public IList<string> Places { get; set; } = ["untouched"];

    public static SettingSection<ThingOptions> Settings { get; } = new("Thing", "A thing.",
    [
        Setting.Number(nameof(Count), 1, 10, (ThingOptions thing) => thing.Count, (thing, value) => thing.Count = (int)value, "How many.", thing => thing.Count == 7 ? "is 7; another number is wanted" : null),
        Setting.Number(nameof(Size), 0, 100, (ThingOptions thing) => thing.Size, (thing, value) => thing.Size = value, "How large.", defaultText: "as it likes"),
        Setting.Duration(nameof(Pause), TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(2), (ThingOptions thing) => thing.Pause, (thing, value) => thing.Pause = value, "How long."),
        Setting.Flag(nameof(IsOn), (ThingOptions thing) => thing.IsOn, (thing, value) => thing.IsOn = value, "Whether."),
        Setting.Choice<ThingOptions, DayOfWeek>(nameof(Day), thing => thing.Day, (thing, value) => thing.Day = value, "When."),
        Setting.Text(nameof(Name), SettingType.Text, (ThingOptions thing) => thing.Name, (thing, value) => thing.Name = value, "What."),
        Setting.FilePath(nameof(File), (ThingOptions thing) => thing.File, (thing, value) => thing.File = value, "Where."),
        Setting.Mode(nameof(Mode), (ThingOptions thing) => thing.Mode, (thing, value) => thing.Mode = value, "For whom."),
        Setting.List(nameof(Words), (ThingOptions thing, string[] value) => thing.Words = value, "Which."),
        Setting.Addresses(nameof(Places), (ThingOptions thing, string[] value) => thing.Places = value, "Where to.", max: 2, findFault: place => place == "nowhere" ? "a place is wanted" : null),
    ]);
}
