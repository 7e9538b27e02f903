namespace HostIpc.Cli.Verbs;

public sealed class SendTests
{
    [Theory]
    [InlineData("echo  'a b'")]
    [InlineData("@/etc/passwd")]
    [InlineData("[diagram]")]
    public async Task Send_WhenTheFifoIsRead_ThenTheLineIsThere(string line)
    {
        await using var server = new CommandServer(conversation => conversation.Gone);
        CliResult result = await CliProcess.ScriptAsync(
            server.Endpoint, $"mkfifo {server.Path}/channel; exec 3<>{server.Path}/channel; $HOSTIPC send \"{line}\" || exit; head -n 1 <&3");
        result.ExitCode.ShouldBe(0, result.Error);
        result.OutputText.ShouldBe($"{line}\n");
    }

    [Fact]
    public async Task Send_WhenNobodyReadsTheFifo_ThenItExitsWith125AtOnce()
    {
        await using var server = new CommandServer(conversation => conversation.Gone);
        (await CliProcess.ScriptAsync(server.Endpoint, $"mkfifo {server.Path}/channel; $HOSTIPC send ls")).ShouldFailWith(125, "channel");
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r")]
    [InlineData("")]
    public async Task Send_WhenTheLineIsNone_ThenItExitsWith2(string line) => (await CliProcess.RunAsync(CliProcess.Nowhere, "send", line)).ShouldFailWith(2, "line");

    [Fact]
    public async Task Send_WhenTheLineIsTooLong_ThenItSaysWhatTakesIt() =>
        (await CliProcess.RunAsync(CliProcess.Nowhere, "send", new string('x', 4096))).ShouldFailWith(2, "hostipc run -c");
}
