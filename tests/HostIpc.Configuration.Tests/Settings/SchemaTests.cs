using System.Reflection;
using System.Text.Json;
using HostIpc.Admission;
using HostIpc.Configuration.Sources;
using HostIpc.Docker;
using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Server;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.Tcp;
using HostIpc.Transports.UnixSocket;

namespace HostIpc.Configuration.Settings;

public sealed class SchemaTests
{
    // One of everything that has keys below it.
    private const string Everything = """
        {
          "$schema": "x",
          "ShellAllow": [{ "Users": [1] }],
          "Commands": { "NAME": { "Run": ["x", "{a}"], "Parameters": [{ "Name": "a" }], "Allow": [{ "Users": [1] }] } },
          "Triggers": [{ "On": { "Type": "container", "Attributes": { "NAME": "x" } }, "Run": "NAME", "With": { "a": "x" } }]
        }
        """;

    // Of an application that hosts the parts itself.
    private static readonly string[] InCodeAlone =
    [
        "Fifo:OctalMode", "UnixSocket:OctalMode", "UnixSocket:Backlog", "Tcp:Backlog", "Log:CreateFormatter", "Lifecycle:Socket",
        "Commands:NAME:Name", "Commands:NAME:Handler", "Commands:NAME:ForwardsSignals", "Commands:NAME:SectionKey", "Commands:NAME:Summary", "Commands:NAME:Templates",
    ];

    private static readonly JsonElement Schema = JsonDocument.Parse(SettingsSchema.Text).RootElement;

    [Fact]
    public void Schema_WhenTheReaderAsksForAKey_ThenItHasIt()
    {
        string[] known = [.. Known()];
        known.Length.ShouldBeGreaterThan(60);
        known.Except(Properties(Schema, "")).ShouldBeEmpty();
    }

    [Fact]
    public void Schema_WhenItHasAKey_ThenTheReaderAsksForIt() => Properties(Schema, "").Except(Known()).Except(Sections()).ShouldBeEmpty();

    [Theory]
    [InlineData("Commands:NAME", typeof(CommandOptions))]
    [InlineData("Commands:NAME:Docker", typeof(DockerCommandOptions))]
    [InlineData("Triggers:0", typeof(TriggerOptions))]
    [InlineData("Triggers:0:On", typeof(EventCondition))]
    [InlineData("Commands:NAME:Parameters:0", typeof(ParameterOptions))]
    [InlineData("Commands:NAME:Allow:0", typeof(AllowRuleOptions))]
    [InlineData("ShellAllow:0", typeof(AllowRuleOptions))]
    [InlineData("Limits", typeof(LimitOptions))]
    [InlineData("Execution", typeof(ExecutionOptions))]
    [InlineData("Fifo", typeof(FifoOptions))]
    [InlineData("UnixSocket", typeof(UnixSocketOptions))]
    [InlineData("Tcp", typeof(TcpOptions))]
    [InlineData("Log", typeof(FileLogOptions))]
    [InlineData("Lifecycle", typeof(LifecycleOptions))]
    public void Schema_WhenAnOptionIsPublic_ThenItHasIt(string section, Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{section}:{property.Name}").Except(Properties(Schema, "")).Except(InCodeAlone).ShouldBeEmpty();

    [Fact]
    public void Schema_WhenAnObjectIsDescribed_ThenItTakesNoOtherKeys()
    {
        foreach (JsonElement element in Elements(Schema))
        {
            if (element.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() == "object")
            {
                element.TryGetProperty("additionalProperties", out _).ShouldBeTrue(element.ToString());
            }
        }
    }

    [Theory]
    [InlineData("Fifo:Path", "/ipc/channel")]
    [InlineData("Limits:MaxConnections", "1024")]
    [InlineData("Limits:IdleTimeout", "00:15:00")]
    [InlineData("Execution:KillGrace", "00:00:05")]
    [InlineData("Lifecycle:Port", "47200")]
    public void Defaults_WhenTheSchemaTellsThem_ThenTheReaderTakesThem(string key, string value) => Find(key).GetProperty("default").ToString().ShouldBe(value);

    [Fact]
    public void Defaults_WhenTheyAreSet_ThenNothingIsDifferent()
    {
        var root = new SettingNode();
        foreach (string key in Properties(Schema, "").Where(key => !key.Contains("NAME", StringComparison.Ordinal) && !key.Contains(":0", StringComparison.Ordinal) && Find(key).TryGetProperty("default", out _)))
        {
            root.GetOrAdd(key).Set(Find(key).GetProperty("default").ToString(), "the schema");
        }

        Describe(HostIpcSettings.Read(new SettingsReader(root))).ShouldBe(Describe(HostIpcSettings.Read(new SettingsReader(new SettingNode()))));
    }

    [Fact]
    public async Task Server_WhenItIsAskedForTheSchema_ThenItPrintsIt()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__No__such"] = "key";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER schema");
        output.ShouldBe(SettingsSchema.Text);
        exitCode.ShouldBe(0);
    }

    private static string Describe(HostIpcSettings settings) => JsonSerializer.Serialize(new { settings.Fifo, settings.UnixSocket, settings.Tcp, settings.InstallsClient, settings.FileLog, settings.Log, settings.Lifecycle, settings.Server });

    private static IEnumerable<string> Known()
    {
        SettingsReader reader = Given.Reader(Everything);
        _ = HostIpcSettings.Read(reader);
        return reader.Known;
    }

    // What has keys below it; the reader asks for those.
    private static IEnumerable<string> Sections() => Known().SelectMany(key => Enumerable.Range(0, key.Length).Where(at => key[at] == ':').Select(at => key[..at])).Append("Commands");

    private static JsonElement Find(string key)
    {
        JsonElement found = Schema;
        foreach (string name in key.Split(':'))
        {
            found = Resolve(found).GetProperty("properties").GetProperty(name);
        }

        return found;
    }

    private static IEnumerable<string> Properties(JsonElement schema, string prefix)
    {
        schema = Resolve(schema);
        List<(string Key, JsonElement Schema)> below = [];
        if (schema.TryGetProperty("properties", out JsonElement properties))
        {
            below.AddRange(properties.EnumerateObject().Select(property => ($"{prefix}{property.Name}", property.Value)));
        }

        // A text for each name, of the environment, has no keys of its own.
        if (schema.TryGetProperty("additionalProperties", out JsonElement named) && named.ValueKind == JsonValueKind.Object && !IsText(named))
        {
            below.Add(($"{prefix}NAME", named));
        }

        foreach (JsonElement list in Alternatives(schema).Where(alternative => alternative.TryGetProperty("items", out JsonElement item) && !IsText(item) && !item.TryGetProperty("enum", out _)))
        {
            below.Add(($"{prefix}0", list.GetProperty("items")));
        }

        return below.SelectMany(property => Properties(property.Schema, $"{property.Key}:").Prepend(property.Key));
    }

    private static JsonElement[] Alternatives(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out JsonElement alternatives) ? [.. alternatives.EnumerateArray()] : [schema];

    private static bool IsText(JsonElement schema) => Resolve(schema).TryGetProperty("type", out JsonElement type) && type.ToString() != "object";

    private static JsonElement Resolve(JsonElement schema)
    {
        JsonElement found = schema;
        while (found.TryGetProperty("$ref", out JsonElement reference))
        {
            found = Schema.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        return found;
    }

    private static IEnumerable<JsonElement> Elements(JsonElement schema) => schema.ValueKind != JsonValueKind.Object ? []
        : schema.EnumerateObject().Where(property => property.Name != "default").SelectMany(property => Elements(property.Value)).Prepend(schema);
}
