using System.Globalization;
using System.Text.Json;
using HostIpc.Hosting;

namespace HostIpc.Configuration.Settings;

/// <summary>What the schema and the README say of limits is what they are.</summary>
public sealed class LimitDocumentTests
{
    private static readonly LimitOptions Defaults = new();

    public static TheoryData<string> Keys => [.. LimitSetting.All.Select(limit => limit.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Schema_WhenALimitHasARange_ThenItIsTheCodes(string key)
    {
        LimitSetting limit = Find(key);
        JsonElement schema = JsonDocument.Parse(SettingsSchema.Text).RootElement.GetProperty("properties").GetProperty("Limits").GetProperty("properties").GetProperty(key);
        schema.GetProperty("minimum").GetInt64().ShouldBe(limit.Min);
        schema.GetProperty("maximum").GetInt64().ShouldBe(limit.Max);
        schema.GetProperty("default").GetInt64().ShouldBe(limit.Get(Defaults));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Readme_WhenThereIsALimit_ThenItHasItWithItsDefault(string key) =>
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md")).ShouldContain(
            string.Create(CultureInfo.InvariantCulture, $"\n| `Limits:{key}` | `{Find(key).Get(Defaults)}` |"));

    private static LimitSetting Find(string key) => LimitSetting.All.Single(limit => limit.Key == key);
}
