namespace HostIpc.Cli.Verbs;

[Trait("User", "Any")]
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    public async Task Run_WhenTheCommandExits_ThenItExitsAlike(int code)
    {
        await using CommandServer server = CommandServer.Running(command => command.ExitAsync(code));
        CliResult result = await CliProcess.RunAsync(server.Endpoint, "run", "x");
        result.ExitCode.ShouldBe(code);
        result.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(9)]
    [InlineData(15)]
    public async Task Run_WhenASignalEndsTheCommand_ThenItExitsAsAShellDoes(int signal)
    {
        await using CommandServer server = CommandServer.Running(command => command.ExitBySignalAsync(signal));
        CliResult result = await CliProcess.RunAsync(server.Endpoint, "run", "x");
        result.ExitCode.ShouldBe(128 + signal);
        result.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"signal":15,"timedOut":true,"elapsedMs":1500,"userMs":0,"systemMs":0,"maxRssKiB":1}""")]
    [InlineData("""{"timedOut":true,"elapsedMs":1500,"userMs":0,"systemMs":0,"maxRssKiB":0}""")]
    public async Task Run_WhenTheTimeIsUp_ThenItSaysSoAndExitsWith124(string exit)
    {
        await using CommandServer server = CommandServer.Running(command => command.SendAsync(18, exit));
        (await CliProcess.RunAsync(server.Endpoint, "run", "x")).ShouldFailWith(124, "time was up after 1.5 s");
    }

    [Theory]
    [InlineData("""{"code":0,"outputExceeded":true}""", 125)]
    [InlineData("""{"code":3,"outputExceeded":true}""", 3)]
    [InlineData("""{"signal":15,"outputExceeded":true}""", 143)]
    public async Task Run_WhenTheOutputWasTooMuch_ThenItNeverExitsAsIfAllWereWell(string exit, int exitCode)
    {
        await using CommandServer server = CommandServer.Running(command => command.SendAsync(18, exit));
        (await CliProcess.RunAsync(server.Endpoint, "run", "x")).ExitCode.ShouldBe(exitCode);
    }

    [Theory]
    [InlineData("denied", 126)]
    [InlineData("not-executable", 126)]
    [InlineData("not-found", 127)]
    [InlineData("bad-arguments", 2)]
    [InlineData("busy", 125)]
    [InlineData("shutting-down", 125)]
    [InlineData("malformed", 125)]
    [InlineData("failed", 125)]
    [InlineData("of-a-later-version", 125)]
    public async Task Run_WhenItIsRejected_ThenTheExitCodeSaysWhy(string reason, int exitCode)
    {
        await using CommandServer server = CommandServer.Answering(19, $$"""{"reason":"{{reason}}","message":"a reason\nto \u001b[1mremember"}""");
        (await CliProcess.RunAsync(server.Endpoint, "run", "x")).ShouldFailWith(exitCode, @"a reason\x0ato \x1b[1mremember");
    }

    [Fact]
    public async Task Run_WhenTheServerFailsAfterItAccepted_ThenItExitsWith125()
    {
        await using CommandServer server = CommandServer.Running(command => command.SendAsync(19, """{"reason":"failed","message":"no more memory"}"""));
        (await CliProcess.RunAsync(server.Endpoint, "run", "x")).ShouldFailWith(125, "no more memory");
    }

    [Theory]
    [InlineData("run", "x")]
    [InlineData("list")]
    [InlineData("ping")]
    [InlineData("send", "x")]
    public async Task AnyVerb_WhenThereIsNoServer_ThenItNamesTheEndpointAndExitsWith125(params string[] arguments) =>
        (await CliProcess.RunAsync(CliProcess.Nowhere, arguments)).ShouldFailWith(125, "/nonexistent/");

    [Fact]
    public async Task Run_WhenTheConnectionBreaks_ThenItExitsWith125()
    {
        await using CommandServer server = CommandServer.Running(_ => Task.CompletedTask);
        (await CliProcess.RunAsync(server.Endpoint, "run", "x")).ShouldFailWith(125);
    }

    [Fact]
    public async Task Run_WhenTheServerSendsGarbage_ThenItExitsWith125()
    {
        await using CommandServer server = CommandServer.Running(command => command.SendRawAsync("\u007fELF is not a frame"u8.ToArray()));
        (await CliProcess.RunAsync(server.Endpoint, "run", "x")).ShouldFailWith(125);
    }
}
