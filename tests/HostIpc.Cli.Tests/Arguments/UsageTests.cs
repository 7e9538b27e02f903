namespace HostIpc.Cli.Arguments;

[Trait("User", "Any")]
public sealed class UsageTests
{
    private static readonly string[] Verbs = [.. Program.CreateVerbs().Select(static verb => verb.Name)];

    public static TheoryData<string> EachVerb => [.. Verbs];

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
        CliResult result = await CliProcess.RunAsync(CliProcess.Nowhere, verb, "--help");
        result.OutputText.ShouldContain(part);
        result.OutputText.ShouldStartWith($"usage: hostipc {verb} ");
        foreach (string other in Verbs.Where(other => other != verb))
        {
            result.OutputText.ShouldNotContain($"hostipc {other} ");
        }
    }

    [Fact]
    public async Task Overview_WhenItIsAskedFor_ThenEachVerbIsInItUnderTheColumnsOfTheFirst()
    {
        string[] lines = (await CliProcess.RunAsync(CliProcess.Nowhere, "--help")).OutputText.Split("\n\n")[0].Split('\n');
        lines[0].ShouldBe("usage: hostipc run [OPTIONS] [--] COMMAND [ARG…]   run a program or a command of the server, as if it were local");
        lines[2].ShouldBe("       hostipc send LINE                           put a line into the server's FIFO and do not wait");
        lines[^2..].ShouldBe(["       hostipc --version | --help", "       hostipc VERB --help                         more about one of them"]);
        Verbs.Where(verb => !lines.Any(line => Calls(line, verb))).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(EachVerb))]
    public async Task Help_OfEachVerb_ShowsItsUsageAndMore(string verb)
    {
        CliResult result = await CliProcess.RunAsync(CliProcess.Nowhere, verb, "--help");
        result.ExitCode.ShouldBe(0, result.Error);
        string[] parts = result.OutputText.Split("\n\n", 2);
        parts[0].Split('\n').ShouldAllBe(line => Calls(line, verb));
        parts[1].ShouldNotBeNullOrWhiteSpace();
        result.OutputText.ShouldEndWith("\n");
    }

    [Fact]
    public async Task NoVerb_WhenThereIsNothing_ThenItSaysWhichThereAre() =>
        (await CliProcess.RunAsync(CliProcess.Nowhere)).ShouldFailWith(2, $"a verb is missing: {string.Join(", ", Verbs[..^1])} or {Verbs[^1]}");

    [Theory]
    [InlineData("not-found", 127)]
    [InlineData("denied", 126)]
    public async Task Run_WhenAWholeLineIsNotFoundAsAProgram_ThenItSuggestsTheOptionForLines(string reason, int exitCode)
    {
        await using CommandServer server = CommandServer.Answering(19, $$"""{"reason":"{{reason}}","message":"no"}""");
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

    // Behind "usage: ", or as many blanks.
    private static bool Calls(string line, string verb) => line.AsSpan(7).StartsWith($"hostipc {verb} ", StringComparison.Ordinal);
}
