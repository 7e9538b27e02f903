namespace HostIpc.Cli.Arguments;

public sealed class UsageTests
{
    [Theory]
    [InlineData()]
    [InlineData("fly")]
    [InlineData("--fly", "run", "x")]
    [InlineData("run")]
    [InlineData("run", "--")]
    [InlineData("run", "")]
    [InlineData("run", "-x", "ls")]
    [InlineData("run", "--json", "ls")]
    [InlineData("run", "--cwd")]
    [InlineData("run", "--cwd", "relative", "ls")]
    [InlineData("run", "--cwd", "/a", "--cwd", "/b", "ls")]
    [InlineData("run", "--env", "", "ls")]
    [InlineData("run", "--env", "=value", "ls")]
    [InlineData("run", "--timeout", "soon", "ls")]
    [InlineData("run", "--timeout", "0", "ls")]
    [InlineData("run", "--timeout", "-1", "ls")]
    [InlineData("run", "--timeout", "50000h", "ls")]
    [InlineData("run", "-c")]
    [InlineData("run", "-c", "ls", "more")]
    [InlineData("run", "-cls")]
    [InlineData("send")]
    [InlineData("send", "ls", "-l")]
    [InlineData("send", "--json")]
    [InlineData("list", "--jsn")]
    [InlineData("list", "more")]
    [InlineData("ping", "--timeout", "5")]
    [InlineData("ping", "--endpoint", "carrier-pigeon:home")]
    [InlineData("ping", "--endpoint", "")]
    [InlineData("notify", "")]
    [InlineData("notify", "no host")]
    [InlineData("notify", "host", "0")]
    [InlineData("notify", "host", "65536")]
    [InlineData("notify", "host", "47200x")]
    [InlineData("notify", "host", "47200", "more")]
    [InlineData("notify", "--json")]
    [InlineData("@/etc/passwd")]
    public async Task AnyVerb_WhenItIsUsedWrongly_ThenItSaysSoInALineAndExitsWith2(params string[] arguments) =>
        (await CliProcess.RunAsync(CliProcess.Nowhere, arguments)).ShouldFailWith(2);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("run", "--help")]
    [InlineData("run", "--cwd", "/", "-h", "ls")]
    [InlineData("list", "--help")]
    [InlineData("notify", "--help")]
    public async Task Help_WhenItIsAskedFor_ThenItIsOnStandardOutput(params string[] arguments)
    {
        CliResult result = await CliProcess.RunAsync(CliProcess.Nowhere, arguments);
        result.ExitCode.ShouldBe(0, result.Error);
        result.OutputText.ShouldStartWith("usage: hostipc ");
        result.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("run", "--timeout")]
    [InlineData("send", "4096")]
    [InlineData("list", "--json")]
    [InlineData("ping", "roundTripMs")]
    [InlineData("notify", "47200")]
    public async Task Help_WhenItIsOfAVerb_ThenItIsOfThatOneAlone(string verb, string part)
    {
        string[] others = ["run", "send", "list", "ping", "notify"];
        CliResult result = await CliProcess.RunAsync(CliProcess.Nowhere, verb, "--help");
        result.OutputText.ShouldContain(part);
        result.OutputText.ShouldStartWith($"usage: hostipc {verb} ");
        foreach (string other in others.Where(other => other != verb))
        {
            result.OutputText.ShouldNotContain($"hostipc {other} ");
        }
    }

    [Fact]
    public async Task NoVerb_WhenThereIsNothing_ThenItSaysWhichThereAre() =>
        (await CliProcess.RunAsync(CliProcess.Nowhere)).ShouldFailWith(2, "a verb is missing: run, send, list, ping or notify");

    [Theory]
    [InlineData("not-found", 127)]
    [InlineData("denied", 126)]
    public async Task Run_WhenAWholeLineIsNotFoundAsAProgram_ThenItSuggestsTheOptionForLines(string reason, int exitCode)
    {
        await using FakeServer server = FakeServer.Answering(19, $$"""{"reason":"{{reason}}","message":"no"}""");
        (await CliProcess.RunAsync(server.Endpoint, "run", "ls -l /it's")).ShouldFailWith(exitCode, @"hostipc run -c 'ls -l /it'\''s'");
        (await CliProcess.RunAsync(server.Endpoint, "run", "nosuch", "-l /")).Error.ShouldNotContain(" -c ");
    }

    [Fact]
    public async Task Version_WhenItIsAskedFor_ThenItIsAllThatIsPrinted()
    {
        CliResult result = await CliProcess.RunAsync(CliProcess.Nowhere, "--version");
        result.OutputText.ShouldMatch(@"^hostipc [0-9]+\.[0-9]+\.[0-9]+\S*\n$");
        result.ExitCode.ShouldBe(0, result.Error);
    }
}
