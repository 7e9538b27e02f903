using System.Text.Json;

namespace HostIpc.Cli.Verbs;

public sealed class ListTests
{
    private const string Commands = """{"shell":true,"commands":[{"name":"renew","description":"Renews\n\u001b[31mall"},{"name":"x"}]}""";

    [Fact]
    public async Task List_WhenThereAreCommands_ThenItPrintsATableThatCannotDriveTheTerminal()
    {
        await using CommandServer server = ServerWith(Commands);
        CliResult result = await CliProcess.RunAsync(server.Endpoint, "list");
        result.OutputText.ShouldBe("NAME   DESCRIPTION\nrenew  Renews\\x0a\\x1b[31mall\nx\nThe shell is open: any other line and program may be run too.\n");
        result.ExitCode.ShouldBe(0, result.Error);
    }

    [Fact]
    public async Task List_WhenNothingMayBeRun_ThenItSaysSo()
    {
        await using CommandServer server = ServerWith("""{"shell":false,"commands":[]}""");
        (await CliProcess.RunAsync(server.Endpoint, "list")).OutputText.ShouldBe("The shell is closed, and there is no command that may be run.\n");
    }

    [Fact]
    public async Task List_WhenJsonIsWanted_ThenItIsTheServersObjectOnALine()
    {
        await using CommandServer server = ServerWith(Commands);
        CliResult result = await CliProcess.RunAsync(server.Endpoint, "list", "--json");
        result.OutputText.TrimEnd('\n').ShouldNotContain("\n");
        JsonElement json = JsonDocument.Parse(result.OutputText).RootElement;
        json.GetProperty("shell").GetBoolean().ShouldBeTrue();
        json.GetProperty("commands")[0].GetProperty("description").GetString().ShouldBe("Renews\n\u001b[31mall");
        json.GetProperty("commands")[1].TryGetProperty("description", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task List_WhenCommandsHaveParameters_ThenItPrintsHowTheyAreCalled()
    {
        await using CommandServer server = ServerWith(
            """
            {"shell":false,"commands":[{"name":"log","parameters":[
            {"name":"level","optional":false,"values":["info","debug"]},{"name":"site","optional":false,"pattern":"[a-z]+"},
            {"name":"lines","optional":true,"default":"10"},{"name":"to\u001b[1m","optional":true}]},{"name":"renew","description":"Renews all"}]}
            """.ReplaceLineEndings(""));
        (await CliProcess.RunAsync(server.Endpoint, "list")).OutputText.ShouldBe(
            "NAME                                         DESCRIPTION\nlog <info|debug> <site> [lines=10] [to\\x1b[1m]\nrenew                                        Renews all\nThe shell is closed: nothing else may be run.\n");
    }

    [Fact]
    public async Task List_WhenNobodyReadsIt_ThenItEndsAsSigPipeWouldEndIt()
    {
        await using CommandServer server = ServerWith(Commands);
        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, "{ $HOSTIPC list; echo $? >&2; } | true");
        result.Error.ShouldBe("141\n");
    }

    private static CommandServer ServerWith(string answer) => new(conversation => conversation.Gone) { Answers = { ["commands"] = answer } };
}
