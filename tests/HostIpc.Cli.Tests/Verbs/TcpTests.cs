using System.Net;
using System.Net.Sockets;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc</c> against a server over TCP.</summary>
public sealed class TcpTests
{
    [Fact]
    public async Task Run_OverTcp_ThenItIsAsOverASocket()
    {
        await using CommandServer server = CommandServer.Running(
            async conversation =>
            {
                await conversation.SendAsync(1, "out\n");
                await conversation.SendAsync(2, "error\n");
                await conversation.SendAsync(18, """{"code":7,"timedOut":false,"elapsedMs":1,"userMs":0,"systemMs":0,"maxRssKiB":1}""");
                await conversation.Gone;
            },
            overTcp: true);
        CliResult result = await CliProcess.RunAsync(CliProcess.Nowhere, "--endpoint", server.Endpoint, "run", "ls");
        (result.ExitCode, result.OutputText, result.Error).ShouldBe((7, "out\n", "error\n"));
    }

    [Fact]
    public async Task Ping_WhenTheVariableNamesTcp_ThenTheServerAnswers()
    {
        await using var server = new CommandServer(conversation => conversation.Gone, overTcp: true);
        CliResult result = await CliProcess.RunAsync(server.Endpoint, "ping");
        result.OutputText.ShouldStartWith($"{server.Endpoint} answers: ");
        result.ExitCode.ShouldBe(0, result.Error);
    }

    [Fact]
    public async Task Run_WhenNobodyListens_ThenItExitsWith125AndSaysWhatToSet()
    {
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        (await CliProcess.RunAsync($"tcp:{free.LocalEndPoint}", "run", "ls")).ShouldFailWith(125, "Tcp:Listen");
    }

    [Fact]
    public async Task Run_WhenTheServerLetsNobodyIn_ThenItExitsWith125AndNamesTheSetting()
    {
        using var listening = new TcpListener(IPAddress.Loopback, 0);
        listening.Start();
        Task closing = CloseOneAsync(listening);
        (await CliProcess.RunAsync($"tcp:{listening.LocalEndpoint}", "run", "ls")).ShouldFailWith(125, "Tcp:AllowFrom");
        await closing;
    }

    [Fact]
    public async Task Send_OverTcp_ThenItExitsWith125AndSaysWhatHasAFifo() => (await CliProcess.RunAsync("tcp:127.0.0.1:1", "send", "ls")).ShouldFailWith(125, "has no FIFO");

    [Fact]
    public async Task Endpoint_WhenItIsNone_ThenItExitsWith2() => (await CliProcess.RunAsync("tcp:host", "ping")).ShouldFailWith(2, "port from 1 to 65535");

    private static async Task CloseOneAsync(TcpListener listening)
    {
        using Socket client = await listening.AcceptSocketAsync();
    }
}
