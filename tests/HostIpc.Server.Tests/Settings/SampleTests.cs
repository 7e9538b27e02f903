using System.Runtime.CompilerServices;
using HostIpc.Policy;

namespace HostIpc.Server.Settings;

public sealed class SampleTests
{
    private static readonly string Sample = Path.GetFullPath($"{Here()}/../../../samples/policy/hostipc.json");

    [Fact]
    public void Sample_WhenItIsRead_ThenTwoContainersHaveDifferentRights()
    {
        ServerSettings settings = Given.Settings(File.ReadAllText(Sample));
        Dictionary<string, CommandOptions> commands = settings.Policy.Commands.ToDictionary(command => command.Name, command => command.Options);
        commands.Keys.ShouldBe(["reload-site", "dump-database", "disk"]);
        commands["reload-site"].Allow.ShouldHaveSingleItem().Containers.ShouldBe(["web"]);
        commands["dump-database"].Allow.ShouldHaveSingleItem().Labels.ShouldBe(["role=backup"]);
        commands["disk"].Allow.Count.ShouldBe(3);
    }

    [Fact]
    public void Sample_WhenItNamesItsSchema_ThenItIsThere()
    {
        string schema = Given.Reader(File.ReadAllText(Sample)).Text("$schema", "");
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(Sample)!, schema)).ShouldBe(Verbs.Schema.Text);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
