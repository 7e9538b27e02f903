using HostIpc.Admission;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Core.Tests.Settings;

/// <summary>A setting that is declared once is read, checked and described by its declaration.</summary>
public sealed class SettingSectionTests
{
    private static readonly string[] Words = ["a", "b"];
    private static readonly string[] Here = ["here"];
    private static readonly string[] TooMany = ["here", "nowhere", "there"];

    [Fact]
    public void Read_WhenEverythingIsSet_ThenTheOptionsHaveIt()
    {
        var thing = new ThingOptions();
        var values = new SettingValues(new Dictionary<string, object>
        {
            ["Thing:Count"] = 3L,
            ["Thing:Size"] = 4L,
            ["Thing:Pause"] = TimeSpan.FromSeconds(2),
            ["Thing:IsOn"] = false,
            ["Thing:Day"] = DayOfWeek.Monday,
            ["Thing:Name"] = "other",
            ["Thing:File"] = "/other",
            ["Thing:Mode"] = UnixFileMode.UserWrite,
            ["Thing:Words"] = Words,
            ["Thing:Places"] = Here,
        });
        ThingOptions.Settings.Read(values, thing);

        (thing.Count, thing.Size, thing.Pause, thing.IsOn, thing.Day).ShouldBe((3, 4, TimeSpan.FromSeconds(2), false, DayOfWeek.Monday));
        (thing.Name, thing.File, thing.Mode).ShouldBe(("other", "/other", UnixFileMode.UserWrite));
        thing.Words.ShouldBe(Words);
        thing.Places.ShouldBe(Here);
        values.Complaints.ShouldBe(["Thing:Count asked from 1 to 10", "Thing:Size asked from 0 to 100"]);
    }

    [Fact]
    public void Read_WhenNothingIsSet_ThenTheOptionsKeepWhatTheyHave()
    {
        var thing = new ThingOptions { Count = 9 };
        ThingOptions.Settings.Read(new SettingValues([]), thing);
        (thing.Count, thing.Size, thing.Pause, thing.IsOn, thing.Day, thing.Name).ShouldBe((9, null, TimeSpan.FromSeconds(90), true, DayOfWeek.Friday, "thing"));
        thing.Places.ShouldBe(["untouched"]);
    }

    [Fact]
    public void Read_WhenTheSectionIsElsewhere_ThenItsKeysAreThere()
    {
        var thing = new ThingOptions();
        ThingOptions.Settings.Read(new SettingValues(new Dictionary<string, object> { ["Things:1:Name"] = "second" }), "Things:1", thing);
        thing.Name.ShouldBe("second");
    }

    [Theory]
    [InlineData("relative", "Thing:File is \"relative\"; the absolute path of a file is wanted")]
    [InlineData("/directory/", "Thing:File is \"/directory/\"; the absolute path of a file is wanted")]
    public void Read_WhenAPathIsNoFiles_ThenItComplains(string path, string expected)
    {
        var values = new SettingValues(new Dictionary<string, object> { ["Thing:File"] = path });
        ThingOptions.Settings.Read(values, new ThingOptions());
        values.Complaints.ShouldContain(expected);
    }

    [Fact]
    public void Read_WhenAListIsWrong_ThenItComplainsOfItsLengthAndOfEachElement()
    {
        var values = new SettingValues(new Dictionary<string, object> { ["Thing:Places"] = TooMany });
        ThingOptions.Settings.Read(values, new ThingOptions());
        values.Complaints.ShouldContain("Thing:Places has 3 elements; at most 2 are wanted");
        values.Complaints.ShouldContain("Thing:Places has \"nowhere\"; a place is wanted");
    }

    [Fact]
    public void FindFaults_WhenValuesAreAtTheirBounds_ThenThereAreNone() =>
        new[] { (1, 0L, TimeSpan.FromMilliseconds(1)), (10, 100L, TimeSpan.FromDays(2)) }
            .SelectMany(bounds => ThingOptions.Settings.FindFaults(new ThingOptions { Count = bounds.Item1, Size = bounds.Item2, Pause = bounds.Item3 })).ShouldBeEmpty();

    [Fact]
    public void FindFaults_WhenValuesAreOutOfRange_ThenEachIsNamedWithItsRange() =>
        ThingOptions.Settings.FindFaults(new ThingOptions { Count = 11, Size = -1, Pause = TimeSpan.Zero }).Select(fault => $"{fault.Key} {fault.Message}").ShouldBe(
            ["Thing:Count is 11; 1 to 10 is wanted", "Thing:Size is -1; 0 to 100 is wanted", "Thing:Pause is 00:00:00; 00:00:00.0010000 to 2.00:00:00 is wanted"]);

    [Fact]
    public void FindFaults_WhenACheckOfItsOwnFindsSomething_ThenItIsSaid() =>
        ThingOptions.Settings.FindFaults(new ThingOptions { Count = 7 }).ShouldBe([new ValidationError("Thing:Count", "is 7; another number is wanted")]);

    [Fact]
    public void Describe_WhenASectionIsDeclared_ThenTypesRangesAndDefaultsAreThere()
    {
        SettingSectionInfo section = ThingOptions.Settings.Describe();
        (section.Key, section.Description).ShouldBe(("Thing", "A thing."));
        section.Settings.Select(setting => $"{setting.Key}: {setting.Type.Name}, {setting.Type.Range}, {setting.Default}, {setting.DefaultText}, {setting.Description}").ShouldBe(
        [
            "Count: number, 1 to 10, 5, , How many.",
            "Size: number, 0 to 100, , as it likes, How large.",
            "Pause: time, 1 millisecond to 2 days, 00:01:30, , How long.",
            "IsOn: `true` or `false`, , true, , Whether.",
            "Day: one of, `sunday`, `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday`, friday, , When.",
            "Name: text, , thing, , What.",
            "File: absolute path, , /thing, , Where.",
            "Mode: octal mode, `0000` to `0777`, 0400, , For whom.",
            "Words: list of texts, , , , Which.",
            "Places: list, or a text with commas, , , , Where to.",
        ]);
    }

    [Fact]
    public void Settings_OfEveryLimit_AreDeclared() =>
        LimitOptions.Settings.All.Select(setting => setting.Key).ShouldBe(typeof(LimitOptions).GetProperties().Where(property => !property.GetMethod!.IsStatic).Select(property => property.Name), ignoreOrder: true);

    [Fact]
    public void Settings_OfEveryCommandOption_AreDeclared() =>
        CommandOptions.Settings.All.Select(setting => setting.Key).Concat(
            [nameof(CommandOptions.Allow), nameof(CommandOptions.Name), nameof(CommandOptions.Handler), nameof(CommandOptions.ForwardsSignals), nameof(CommandOptions.SectionKey), nameof(CommandOptions.Summary), nameof(CommandOptions.Templates)])
            .ShouldBe(typeof(CommandOptions).GetProperties().Where(property => !property.GetMethod!.IsStatic).Select(property => property.Name), ignoreOrder: true);
}
