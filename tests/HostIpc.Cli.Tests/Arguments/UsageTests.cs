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
    [InlineData("run", "--env", "NAME", "ls")]
    [InlineData("run", "--env", "=value", "ls")]
    [InlineData("run", "--timeout", "soon", "ls")]
    [InlineData("run", "--timeout", "0", "ls")]
    [InlineData("run", "--timeout", "-1", "ls")]
    [InlineData("run", "--timeout", "50000h", "ls")]
    [InlineData("run", "-c")]
    [InlineData("run", "-c", "")]
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
        result.OutputText.ShouldStartWith("usage: hostipc run ");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Version_WhenItIsAskedFor_ThenItIsAllThatIsPrinted()
    {
        CliResult result = await CliProcess.RunAsync(CliProcess.Nowhere, "--version");
        result.OutputText.ShouldMatch(@"^hostipc [0-9]+\.[0-9]+\.[0-9]+\S*\n$");
        result.ExitCode.ShouldBe(0, result.Error);
    }
}
