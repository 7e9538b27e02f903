using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;
using HostIpc.Policy;
using HostIpc.Protocol.Framing;

namespace HostIpc.Conversations;

/// <summary>What a client asks for in frames is run, or rejected with a reason, and the connection goes on.</summary>
public sealed class FrameConversationTests
{
    [Theory]
    [InlineData("exit 0", "exit 0")]
    [InlineData("exit 1", "exit 1")]
    [InlineData("exit 255", "exit 255")]
    [InlineData("kill -9 $$", "signal 9")]
    [InlineData("kill -15 $$", "signal 15")]
    public async Task Request_WhenItsCommandEnds_ThenTheClientLearnsHow(string line, string end)
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync(line);

        (await client.UntilAsync(end)).ShouldBe($"accepted, {end}");
    }

    [Fact]
    public async Task Request_WhenOneFollowsTheOther_ThenOneConnectionServesBoth()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        for (int i = 0; i < 20; i++)
        {
            await client.RequestAsync($"echo {i}; echo e{i} >&2; exit {i}");

            string frames = await client.UntilAsync("exit");

            frames.ShouldStartWith("accepted, ");
            frames.ShouldContain($"stdout {i}\n");
            frames.ShouldContain($"stderr e{i}\n");
            frames.ShouldEndWith($"exit {i}");
        }
    }

    [Fact]
    public async Task Argv_WhenItIsRun_ThenNoShellTouchesItAndTheLogShowsItQuoted()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync(FrameType.Request, """{"argv":["printf","%s|","$HOME","a b","","it's"]}""");

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout $HOME|a b||it's|, exit 0");
        server.Log.Records[0].ShouldBe(@"1 $ printf '%s|' '$HOME' 'a b' '' 'it'\''s'");
    }

    [Theory]
    [InlineData("""{"argv":["no-such-program-anywhere"]}""", "rejected not-found")]
    [InlineData("""{"argv":["/etc/passwd"]}""", "rejected not-executable")]
    [InlineData("""{"argv":["pwd"],"cwd":"/no/such/directory"}""", "rejected bad-arguments")]
    [InlineData("""{"argv":["pwd"],"cwd":"/etc/passwd"}""", "rejected bad-arguments")]
    [InlineData("""{"argv":["pwd"],"cwd":"relative"}""", "rejected bad-arguments")]
    [InlineData("""{"argv":["env"],"env":{"LD_PRELOAD":"/x"}}""", "rejected bad-arguments")]
    [InlineData("""{"argv":["env"],"env":{"PATH":"/x"}}""", "rejected bad-arguments")]
    [InlineData("""{"argv":["env"],"env":{"BASH_ENV":"/x"}}""", "rejected bad-arguments")]
    [InlineData("""{"argv":["env"],"env":{"HOSTIPC_PEER":"x"}}""", "rejected bad-arguments")]
    public async Task Request_WhenItCannotBeRun_ThenItIsRejectedAndTheConnectionGoesOn(string request, string answer)
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync(FrameType.Request, request);

        (await client.NextAsync()).ShouldBe(answer);
        await client.RequestAsync("echo on");
        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout on\n, exit 0");
    }

    [Theory]
    [InlineData("""{"shell":""}""", "accepted, exit 0")]
    [InlineData("""{"argv":["sh","-c",""]}""", "accepted, exit 0")]
    [InlineData("""{"argv":["sh","-c","echo $#","","",""]}""", "accepted, stdout 2\n, exit 0")]
    [InlineData("""{"argv":["count","",""]}""", "accepted, stdout 3\n, exit 0")]
    [InlineData("""{"shell":"count '' \"\""}""", "accepted, stdout 3\n, exit 0")]
    [InlineData("""{"argv":["fixed",""]}""", "accepted, stdout 2\n, exit 0")]
    [InlineData("""{"argv":[""]}""", "rejected not-found")]
    public async Task Request_WhenSomethingInItIsEmpty_ThenItIsAnEmptyArgument(string request, string answer)
    {
        await using TestServer server = await TestServer.StartAsync(options => options.AllowShell = true, builder => builder
            .AddCommand("count", command => (command.Run, command.Parameters) =
                (["sh", "-c", "echo $#", "sh", "", "{a}", "{b}"], [new ParameterOptions { Name = "a" }, new ParameterOptions { Name = "b" }]))
            .AddCommand("fixed", command => (command.Shell, command.Parameters) =
                ("echo $#", [new ParameterOptions { Name = "a" }, new ParameterOptions { Name = "b", Default = "" }])));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync(FrameType.Request, request);

        (await client.UntilAsync(answer.Split(", ")[^1])).ShouldBe(answer);
    }

    [Fact]
    public async Task Request_WhenItIsTooLarge_ThenTheMessageNamesTheSetting()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxRequestBytes = 2000);
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync(new string('x', 3000));

        (await client.NextAsync()).ShouldBe("rejected malformed");
        client.Message!.ShouldContain("a request of 3012 bytes; at most 2000 are taken (Limits:MaxRequestBytes)");
    }

    [Fact]
    public async Task Request_WhenAnArgumentIsTooLargeForTheKernel_ThenTheMessageSaysWhatTheKernelTakes()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync(FrameType.Request, $"{{\"argv\":[\"true\",\"{new string('x', 140_000)}\"]}}");

        (await client.NextAsync()).ShouldBe("rejected failed");
        client.Message!.ShouldContain("128 KiB");
    }

    [Fact]
    public async Task Signal_WhenItIsTheTerminalsStop_ThenTheCommandStopsUntilItIsContinued()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        using var directory = new TemporaryDirectory();

        // Without another process: a shell that has just started one with vfork(2) waits for its execve and cannot stop before.
        await client.RequestAsync($"echo $$; until [ -e {directory.File("go")} ]; do :; done");
        string process = (await client.UntilAsync("stdout")).Split(' ')[^1].Trim();

        await client.SendAsync(FrameType.Signal, [20]);

        await Eventually.BecomesTrue(() => File.ReadAllText($"/proc/{process}/stat").Split(' ')[2] == "T");
        File.WriteAllText(directory.File("go"), "");
        await client.SendAsync(FrameType.Signal, [18]);
        (await client.UntilAsync("exit")).ShouldBe("exit 0");
    }

    [Fact]
    public async Task Signal_WhenItIsTheTerminalsStopAndTheCommandCatchesIt_ThenThatIsAllThatHappens()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("trap 'echo caught; exit 3' TSTP; echo ready; while :; do sleep 0.05; done");
        await client.UntilAsync("stdout");

        await client.SendAsync(FrameType.Signal, [20]);

        (await client.UntilAsync("exit")).ShouldBe("stdout caught\n, exit 3");
    }

    [Fact]
    public async Task Settings_WhenTheyAreAskedFor_ThenTheCommandHasThem()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("pwd; echo $COLOR $HOME", ""","cwd":"/tmp","env":{"COLOR":"red","HOME":"/h"}""");

        (await client.UntilAsync("exit")).Replace(", stdout ", "", StringComparison.Ordinal).ShouldBe("accepted/tmp\nred /h\n, exit 0");
    }

    [Fact]
    public async Task Query_WhenItAsks_ThenItIsAnsweredAlsoWhileACommandRuns()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.StopTimeout = TimeSpan.FromMilliseconds(10), builder => builder.AddCommand("wait", "sleep", "100"));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("wait");
        (await client.NextAsync()).ShouldBe("accepted");

        await client.SendAsync(FrameType.Query, """{"what":"commands"}""");
        (await client.NextAsync()).ShouldBe("""answer {"shell":false,"commands":[{"name":"wait"}]}""");
        await client.SendAsync(FrameType.Query, """{"what":"status"}""");

        string status = await client.NextAsync();
        status.ShouldContain("\"connections\":1,\"running\":1,\"peer\":\"memory uid=0\"}");
    }

    [Fact]
    public async Task Denied_WhenThePolicyClosesTheShell_ThenThePeerLearnsNothingOfIt()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("wait", "sleep", "100"));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("id");

        (await client.NextAsync()).ShouldBe("rejected denied");
        server.Log.Records[^1].ShouldBe("1 x denied: id names no command, and AllowShell is false");
    }
}
