using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;
using HostIpc.Policy;

namespace HostIpc.Core.Tests.Policy;

/// <summary>Commands that a real shell runs, with values that would like to be more than arguments.</summary>
public sealed class ShellCommandTests
{
    [Theory]
    [InlineData("$(echo injected)")]
    [InlineData("`echo injected`")]
    [InlineData("; echo injected")]
    [InlineData("\" ; echo injected ; \"")]
    [InlineData("' ; echo injected ; '")]
    [InlineData("| echo injected")]
    [InlineData("&& echo injected")]
    [InlineData("> injected")]
    [InlineData("$IFS$9")]
    [InlineData("*")]
    public async Task ShellCommand_WhenAValueLooksLikeShellText_ThenItIsPrintedAsItIs(string value)
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("say", options =>
            (options.Shell, options.Parameters) = ("printf '%s\\n' \"$1\" \"$#\" \"$0\"", [new ParameterOptions { Name = "text" }])));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.SendAsync(HostIpc.Protocol.Framing.FrameType.Request, System.Text.Json.JsonSerializer.Serialize(new { argv = new[] { "say", value } }));
        (await client.UntilAsync("exit")).ShouldBe($"accepted, stdout {value}\n1\nsay\n, exit 0");
    }

    [Fact]
    public async Task Command_WhenALineQuotesItsWords_ThenTheProgramGetsThemAsTheyAre()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("say", options =>
            (options.Run, options.Parameters) = (["printf", "[%s]", "{a}", "{b}"], [new ParameterOptions { Name = "a" }, new ParameterOptions { Name = "b", Optional = true }])));
        (await server.RunAsync("say 'a  $(id)' \"b;c\"\nsay a; say b\n")).ShouldBe(
            ["1 $ say 'a  $(id)' \"b;c\"", "1 > [a  $(id)][b;c]", "1 = 0", "2 $ say a; say b", "2 x bad-arguments: say: takes 1 to 2 (a, b), found 3"]);
    }

    [Fact]
    public async Task Command_WhenItHasAnEnvironmentAndADirectory_ThenTheProgramSeesThem()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("show", options =>
            (options.Shell, options.Environment, options.Directory) = ("echo \"$MODE $PWD\"", new Dictionary<string, string> { ["MODE"] = "fixed" }, "/usr")));
        (await server.RunAsync("show\n")).ShouldBe(["1 $ show", "1 > fixed /usr", "1 = 0"]);
    }
}
