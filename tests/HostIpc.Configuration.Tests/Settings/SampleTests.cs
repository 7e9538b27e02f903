using System.Runtime.CompilerServices;
using HostIpc.Policy;

namespace HostIpc.Configuration.Settings;

public sealed class SampleTests
{
    private static readonly string Sample = Find("policy");

    [Fact]
    public void Sample_WhenItIsRead_ThenTwoContainersHaveDifferentRights()
    {
        HostIpcSettings settings = Given.Settings(File.ReadAllText(Sample));
        Dictionary<string, CommandOptions> commands = settings.Policy.Commands.ToDictionary(command => command.Name, command => command);
        commands.Keys.ShouldBe(["reload-site", "dump-database", "disk"]);
        commands["reload-site"].Allow.ShouldHaveSingleItem().Containers.ShouldBe(["web"]);
        commands["dump-database"].Allow.ShouldHaveSingleItem().Labels.ShouldBe(["role=backup"]);
        commands["disk"].Allow.Count.ShouldBe(3);
    }

    [Fact]
    public void Sample_WhenItIsOfTheEngine_ThenItSaysWhatThatCarriesOutAndWhen()
    {
        HostIpcSettings settings = Given.Settings(File.ReadAllText(Find("docker")));
        settings.Policy.Commands.Select(command => command.Summary)
            .ShouldBe(["docker restart nginx", "docker exec nginx nginx -s reload", "docker logs {name}", "docker start {name}"]);
        settings.Triggers.ShouldHaveSingleItem().Run.ShouldBe("revive");
    }

    [Theory]
    [InlineData("policy")]
    [InlineData("docker")]
    public void Sample_WhenItNamesItsSchema_ThenItIsThere(string sample)
    {
        string schema = Given.Reader(File.ReadAllText(Find(sample))).Text("$schema")!;
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(Find(sample))!, schema)).ShouldBe(SettingsSchema.Text);
    }

    private static string Find(string sample) => Path.GetFullPath($"{Here()}/../../../samples/{sample}/hostipc.json");

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
