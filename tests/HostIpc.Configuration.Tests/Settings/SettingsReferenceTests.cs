using System.Text.RegularExpressions;

namespace HostIpc.Configuration.Settings;

/// <summary>The committed schema and settings reference are what the declarations of the settings say. <c>eng/settings-reference</c> runs these tests to write them.</summary>
public sealed class SettingsReferenceTests
{
    private const string WriteVariable = "HOSTIPC_WRITE_REFERENCE";

    [Fact]
    public void Schema_WhenItIsMadeAnew_ThenItIsTheCommittedOne() => Compare("hostipc.schema.json", SettingsSchema.Text);

    [Fact]
    public void Page_WhenItIsMadeAnew_ThenItIsTheCommittedOne() => Compare("settings.md", SettingsPage.Write());

    [Fact]
    public void ServerPage_WhenItTellsADefault_ThenItIsTheDeclaredOne()
    {
        var declared = SettingsCatalog.Sections.SelectMany(section => section.Settings.Select(setting => (Key: section.Key.Length == 0 ? setting.Key : $"{section.Key}:{setting.Key}", setting)))
            .ToDictionary(pair => pair.Key, pair => pair.setting.Default);
        Match[] rows = [.. Regex.Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/reference/server.md")), @"^\| `([A-Za-z:]+)` \| `([^`]+)` \|", RegexOptions.Multiline).Cast<Match>()];

        rows.Length.ShouldBeGreaterThan(3);
        rows.Where(row => !declared.TryGetValue(row.Groups[1].Value, out string? value) || value != row.Groups[2].Value).Select(row => row.Value).ShouldBeEmpty();
    }

    private static void Compare(string name, string made)
    {
        string path = Path.Combine(RepositoryRoot.Path, "docs", name);
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 })
        {
            File.WriteAllText(path, made);
        }

        string committed = File.Exists(path) ? File.ReadAllText(path) : "";
        string[] lines = made.Split('\n');
        string? different = lines.Except(committed.Split('\n')).FirstOrDefault() ?? committed.Split('\n').Except(lines).FirstOrDefault();
        (committed == made).ShouldBeTrue($"docs/{name} is not what the declarations of the settings say: run eng/settings-reference and commit what it writes. The first line that differs: {different}");
    }
}
