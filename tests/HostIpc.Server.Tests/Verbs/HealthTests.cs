using System.Net.Sockets;
using System.Text;

namespace HostIpc.Server.Verbs;

public sealed class HealthTests
{
    [Theory]
    [InlineData("", "hostipc.sock answers: version ")]
    [InlineData("HOSTIPC__UnixSocket__Path=", "channel is served\n")]
    public async Task Health_WhenAServerServes_ThenItSaysSoAndExitsWithZero(string setting, string expected)
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync(
            $"export A=a {setting}; $SERVER >/dev/null 2>&1 & until [ -s $LOG ]; do [ -p $NAMED_PIPE ] && echo true > $NAMED_PIPE; sleep 0.05; done; "
            + "$SERVER health; CODE=$?; kill $!; wait $!; exit $CODE");
        output.ShouldContain(expected);
        exitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Health_WhenThereIsNoServer_ThenItSaysSoAndExitsWithOne()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync("exec $SERVER health");
        output.ShouldContain("hostipc.sock does not answer");
        exitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData(null, "no answer within 4 s")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "no HostIpc server")]
    [InlineData("x", "no HostIpc server")]
    public async Task Health_WhenSomethingElseListens_ThenItSaysSoAndExitsWithOne(string? answer, string expected)
    {
        using var server = new ServerProcess();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"{server.Path}/hostipc.sock"));
        listener.Listen();
        Task answering = Task.Run(
            async () =>
            {
                using Socket client = await listener.AcceptAsync();
                if (answer is not null)
                {
                    await client.SendAsync(Encoding.ASCII.GetBytes(answer));
                    client.Shutdown(SocketShutdown.Send);
                }

                byte[] rest = new byte[1024];
                while (await client.ReceiveAsync(rest) > 0)
                {
                }
            },
            TestContext.Current.CancellationToken);

        (int exitCode, string output) = await server.RunAsync("exec $SERVER health");

        output.ShouldContain(expected);
        exitCode.ShouldBe(1);
        await answering;
    }
}
