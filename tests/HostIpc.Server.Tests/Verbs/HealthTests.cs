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
    public async Task Health_WhenRulesNeedAnEngineThatCannotBeAsked_ThenItSaysSoAndExitsWithOne()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Docker__Socket"] = $"{server.Path}/docker.sock";
        server.Environment["HOSTIPC__Commands__a__Run__0"] = "/bin/true";
        server.Environment["HOSTIPC__Commands__a__Allow__Containers__0"] = "web";
        (int exitCode, string output) = await server.RunAsync(
            "$SERVER >/dev/null 2>&1 & for i in $(seq 200); do [ -S ${NAMED_PIPE%/*}/hostipc.sock ] && break; sleep 0.05; done; "
            // A machine that is busy may be slower than the four seconds that it waits for.
            + "for i in 1 2 3 4 5; do OUT=$($SERVER health 2>&1); CODE=$?; case $OUT in *'no answer within'*) ;; *) break ;; esac; done; echo \"$OUT\"; $SERVER check; kill $!; wait $!; exit $CODE");
        output.ShouldContain($"hostipc.sock answers, but the engine at {server.Path}/docker.sock (Docker:Socket) cannot be asked, which rules of a need: unix://{server.Path}/docker.sock: there is no such file\n");
        output.ShouldContain($"\nengine: {server.Path}/docker.sock cannot be asked: unix://{server.Path}/docker.sock: there is no such file\n");
        output.ShouldContain($"\nwarning: there is no engine at {server.Path}/docker.sock (Docker:Socket), which rules of a ask\n");
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Health_WhenThereIsNoServer_ThenItSaysSoAndExitsWithOne()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync("exec $SERVER health");
        output.ShouldContain("hostipc.sock does not answer: there is no such file");
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

    [Fact]
    public async Task Health_WhenTheAnswerIsHostile_ThenItIsShownEscapedAndCut()
    {
        using var server = new ServerProcess();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"{server.Path}/hostipc.sock"));
        listener.Listen();
        byte[] answer = Encoding.UTF8.GetBytes($$"""{"version":"1\u001b[2J\n\u202e\u200b{{new string('v', 5000)}}","uptimeMs":1,"connections":1,"running":0,"peer":"unix"}""");
        byte[] frame = [.. "HOSTIPC/1\n"u8, 25, 0, 0, 0, 0, 0, (byte)(answer.Length >> 8), (byte)answer.Length, .. answer];
        Task answering = Task.Run(
            async () =>
            {
                using Socket client = await listener.AcceptAsync();
                await client.SendAsync(frame);
                byte[] rest = new byte[1024];
                while (await client.ReceiveAsync(rest) > 0)
                {
                }
            },
            TestContext.Current.CancellationToken);

        (_, string output) = await server.RunAsync("exec $SERVER health");

        output.ShouldContain("1\\u001b[2J\\u000a\\u202e\\u200bvvv");
        output.ShouldNotContain("\u001b");
        output.ShouldNotContain("\u202e");
        output.Length.ShouldBeLessThan(500);
        await answering;
    }
}
