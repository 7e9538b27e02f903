using HostIpc.Core.Tests.TestSupport;
using HostIpc.Framing;

namespace HostIpc.Hosting;

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

    [Fact]
    public async Task Settings_WhenTheyAreAskedFor_ThenTheCommandHasThem()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("pwd; echo $COLOR $HOME", ""","cwd":"/tmp","env":{"COLOR":"red","HOME":"/h"}""");

        (await client.UntilAsync("exit")).Replace(", stdout ", "", StringComparison.Ordinal).ShouldBe("accepted/tmp\nred /h\n, exit 0");
    }

    [Fact]
    public async Task Timeout_WhenTheRequestSetsOne_ThenTheCommandIsEndedAndTheExitSaysSo()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("sleep 100", ""","timeoutMs":50""");

        (await client.UntilAsync("timed")).ShouldBe("accepted, timed out signal 15");
    }

    [Fact]
    public async Task Input_WhenItIsSentAndEnded_ThenTheCommandReadsItToItsEnd()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("wc -c", ""","stdin":true""");

        await client.SendAsync(FrameType.Input, new byte[65536]);
        await client.SendAsync(FrameType.Input, new byte[10]);
        await client.SendAsync(FrameType.Input, []);

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout 65546\n, exit 0");
    }

    [Fact]
    public async Task Input_WhenTheCommandTakesNone_ThenItIsThrownAwayAndSignalsAreHeard()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("wait", "sleep", "100"));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("wait", ""","stdin":true""");
        (await client.NextAsync()).ShouldBe("accepted");

        for (int i = 0; i < 10; i++)
        {
            await client.SendAsync(FrameType.Input, new byte[65536]);
        }

        await client.SendAsync(FrameType.Signal, [9]);
        (await client.NextAsync()).ShouldBe("signal 9");
    }

    [Fact]
    public async Task Pong_WhenInputBeforeItsPingIsNotTaken_ThenItWaitsAndSignalsAreStillHeard()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.SendAsync(FrameType.Ping, "idle");
        (await client.NextAsync()).ShouldBe("pong idle");
        await client.RequestAsync("sleep 100", ""","stdin":true""");
        (await client.NextAsync()).ShouldBe("accepted");

        // A pipe takes 64 KiB, the server as much again.
        await client.SendAsync(FrameType.Input, new byte[65536]);
        await client.SendAsync(FrameType.Ping, "in the pipe");
        (await client.NextAsync()).ShouldBe("pong in the pipe");
        await client.SendAsync(FrameType.Input, new byte[65536]);
        await client.SendAsync(FrameType.Ping, "with the server");
        await client.SendAsync(FrameType.Signal, [15]);

        string[] frames = [await client.NextAsync(), await client.NextAsync()];
        frames.Order().ShouldBe(["pong with the server", "signal 15"]);
    }

    [Fact]
    public async Task Signal_WhenTheCommandTrapsIt_ThenItsGroupGotIt()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("trap 'echo heard; exit 7' INT; echo ready; while :; do sleep 0.01; done");
        (await client.UntilAsync("stdout")).ShouldBe("accepted, stdout ready\n");

        await client.SendAsync(FrameType.Signal, [2]);

        (await client.UntilAsync("exit")).ShouldBe("stdout heard\n, exit 7");
    }

    [Fact]
    public async Task Late_WhenInputAndSignalsComeAfterTheEnd_ThenTheyAreDropped()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("true", ""","stdin":true""");
        (await client.UntilAsync("exit")).ShouldBe("accepted, exit 0");

        await client.SendAsync(FrameType.Input, "late");
        await client.SendAsync(FrameType.Signal, [15]);
        await client.SendAsync(FrameType.Input, []);
        await client.RequestAsync("echo next");

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout next\n, exit 0");
    }

    [Theory]
    [InlineData(0, "x")] // input before a request
    [InlineData(17, "\u000f")] // a signal before a request
    [InlineData(23, "")] // a pong without a ping
    [InlineData(1, "x")] // the server's own
    [InlineData(18, "{}")]
    [InlineData(21, "abcd")] // with a terminal, some day
    [InlineData(99, "")]
    [InlineData(16, "{}")]
    [InlineData(16, "nonsense")]
    [InlineData(16, """{"argv":[]}""")]
    [InlineData(16, """{"argv":["a"],"shell":"b"}""")]
    [InlineData(16, """{"argv":["a\u0000"]}""")]
    [InlineData(16, """{"shell":"a","timeout":5}""")]
    [InlineData(24, """{"what":"everything"}""")]
    public async Task Frame_WhenItIsOutOfPlace_ThenItIsRejectedAndTheConnectionClosed(byte type, string payload)
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendAsync((FrameType)type, payload);

        (await client.NextAsync()).ShouldBe("rejected malformed");
        (await client.NextAsync()).ShouldBe("end");
        server.Log.Records.ShouldHaveSingleItem().ShouldStartWith("1 x malformed: ");
    }

    [Theory]
    [InlineData(new byte[] { 16, 0, 0, 0, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 16, 0, 1, 0, 0, 0, 0, 2 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 1, 0, 1 })]
    [InlineData(new byte[] { 22, 0, 0, 0, 0, 0, 0, 65 })]
    public async Task Header_WhenItIsWrong_ThenItIsRejectedBeforeThePayloadComes(byte[] header)
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendRawAsync(header);

        (await client.NextAsync()).ShouldBe("rejected malformed");
        (await client.NextAsync()).ShouldBe("end");
    }

    [Fact]
    public async Task SecondRequest_WhenTheFirstStillRuns_ThenBothAreEnded()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 100");
        (await client.NextAsync()).ShouldBe("accepted");

        await client.RequestAsync("echo two");

        (await client.UntilAsync("end")).ShouldBe("rejected malformed, end");
        await server.Log.WaitForAsync(record => record == "1 = signal 15");
    }

    [Fact]
    public async Task Client_WhenItHangsUp_ThenItsCommandIsEndedAndOthersAreNot()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient other = await FrameClient.ConnectAsync(server);
        await other.RequestAsync("sleep 0.5; echo alive");
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 100");
        (await client.NextAsync()).ShouldBe("accepted");

        await client.CloseAsync();

        string ended = await server.Log.WaitForAsync(record => record.EndsWith("= signal 15", StringComparison.Ordinal));
        ended.ShouldNotBeNull();
        (await other.UntilAsync("exit")).ShouldBe("accepted, stdout alive\n, exit 0");
    }

    [Fact]
    public async Task HalfClose_WhenNoInputIsOpen_ThenTheCommandGoesOnAndIsAnswered()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 0.1; echo done");

        await client.HalfCloseAsync();

        (await client.UntilAsync("end")).ShouldBe("accepted, stdout done\n, exit 0, end");
    }

    [Fact]
    public async Task HalfClose_WhenInputIsOpen_ThenTheCommandIsEndedAndNotFedAnEnd()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("cat >/dev/null; echo all of it", ""","stdin":true""");
        await client.SendAsync(FrameType.Input, "a part");

        await client.HalfCloseAsync();

        await server.Log.WaitForAsync(record => record == "1 = signal 15");
        server.Log.Records.ShouldNotContain(record => record.Contains("> all of it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reader_WhenItDoesNotRead_ThenItsCommandStallsAndItsTimeoutStillEndsIt()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Execution.KillGrace = TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("yes", ""","timeoutMs":300""");

        await server.Log.WaitForAsync(record => record == "1 = timed out");
    }

    [Fact]
    public async Task Query_WhenItAsks_ThenItIsAnsweredAlsoWhileACommandRuns()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("wait", "sleep", "100"));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("wait");
        (await client.NextAsync()).ShouldBe("accepted");

        await client.SendAsync(FrameType.Query, """{"what":"commands"}""");
        (await client.NextAsync()).ShouldBe("""answer {"shell":false,"commands":[{"name":"wait"}]}""");
        await client.SendAsync(FrameType.Query, """{"what":"status"}""");

        string status = await client.NextAsync();
        status.ShouldContain("\"connections\":1,\"running\":1,\"peer\":\"memory\"}");
    }

    [Fact]
    public async Task Handler_WhenItReadsInputAndIsSignalled_ThenBothReachIt()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("echo-and-wait", async (invocation, token) =>
        {
            using var reader = new StreamReader(invocation.Input);
            await invocation.WriteLineAsync($"got {await reader.ReadToEndAsync(token)}", token);
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("echo-and-wait", ""","stdin":true""");
        await client.SendAsync(FrameType.Input, "this");
        await client.SendAsync(FrameType.Input, []);
        (await client.UntilAsync("stdout")).ShouldBe("accepted, stdout got this\n");

        await client.SendAsync(FrameType.Signal, [15]);

        (await client.NextAsync()).ShouldBe("signal 15");
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

    [Fact]
    public async Task Busy_WhenAsManyRunAsMay_ThenTheNextIsToldAndCanAskAgain()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxConcurrentCommands = 1);
        FrameClient first = await FrameClient.ConnectAsync(server);
        FrameClient second = await FrameClient.ConnectAsync(server);
        await first.RequestAsync("sleep 100");
        (await first.NextAsync()).ShouldBe("accepted");

        await second.RequestAsync("echo two");
        (await second.NextAsync()).ShouldBe("rejected busy");
        await first.SendAsync(FrameType.Signal, [9]);
        (await first.NextAsync()).ShouldBe("signal 9");
        await second.RequestAsync("echo two");

        (await second.UntilAsync("exit")).ShouldBe("accepted, stdout two\n, exit 0");
    }

    [Fact]
    public async Task Connections_WhenThereAreTooMany_ThenTheNextIsToldInWhatItSpeaks()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxConnections = 1);
        await FrameClient.ConnectAsync(server);

        FrameClient frames = await FrameClient.ConnectAsync(server);
        (await frames.UntilAsync("end")).ShouldBe("rejected busy, end");
        MemoryClient lines = server.Listener.Connect(answered: true);
        await lines.SendAsync("echo two\n");
        (await lines.ReadToEndAsync()).ShouldBe("hostipc: busy\n");
        (await server.Listener.Connect(answered: true).ReadToEndAsync()).ShouldBe("hostipc: busy\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("echo half")]
    [InlineData("HOSTIPC/")]
    public async Task Silence_WhenNothingOrHalfALineCame_ThenTheConnectionIsClosedAndNothingRun(string sent)
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.ReceiveTimeout = TimeSpan.FromMilliseconds(100));
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync(sent);

        (await client.ReadToEndAsync()).ShouldBe(sent.StartsWith("echo", StringComparison.Ordinal) ? "hostipc: malformed\n" : "");

        server.Log.Records.ShouldNotContain(record => record.Contains('$', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silence_WhenALineClientHadItsAnswer_ThenTheConnectionIsClosed()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.ReceiveTimeout = TimeSpan.FromMilliseconds(200));
        MemoryClient client = server.Listener.Connect(answered: true);

        await client.SendAsync("sleep 0.5; echo answer\n");

        (await client.ReadToEndAsync()).ShouldBe("answer\n");
    }

    [Fact]
    public async Task Silence_WhenHalfAFrameCame_ThenTheConnectionIsClosed()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.ReceiveTimeout = TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.SendRawAsync([16, 0, 0, 0, 0, 0, 0, 9, (byte)'{']);

        (await client.NextAsync()).ShouldBe("end");
    }

    [Fact]
    public async Task Silence_WhenACommandRuns_ThenItIsNoneOfTheServersBusiness()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
            options.Limits.ReceiveTimeout = options.Limits.IdleTimeout = TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("sleep 0.5");

        (await client.UntilAsync("exit")).ShouldBe("accepted, exit 0");
        (await client.NextAsync()).ShouldBe("end"); // idle for longer than it may
    }

    [Fact]
    public async Task OtherVersion_WhenItIsAskedFor_ThenTheServerSaysWhatItSpeaksAndRunsNothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        MemoryClient client = server.Listener.Connect(answered: true);

        await client.SendAsync("HOSTIPC/2\necho two\n");

        string answer = await client.ReadToEndAsync();
        answer.ShouldStartWith("HOSTIPC/1\n");
        answer.ShouldContain("\"reason\":\"malformed\"");
        server.Log.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Output_WhenItIsMoreThanTheLogTakes_ThenTheClientHasAllOfIt()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxLoggedOutput = 10);
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("printf '12345678\n12345678\n'");

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout 12345678\n12345678\n, exit 0");
        server.Log.Records.Where(record => record.Contains('>', StringComparison.Ordinal)).ShouldBe(
            ["1 > 12345678", "1 > 1", "1 > ... more than 10 bytes: from here on only the client has them (Limits:MaxLoggedOutput)"]);
    }

    [Fact]
    public async Task Stop_WhenACommandRunsInTime_ThenItsClientLearnsItsEndAndIdleOnesAreClosed()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient idle = await FrameClient.ConnectAsync(server);
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 0.3; echo in time", ""","stdin":true""");
        (await client.NextAsync()).ShouldBe("accepted");

        Task stopped = server.StopAsync();

        (await client.UntilAsync("end")).ShouldBe("stdout in time\n, exit 0, end");
        (await idle.NextAsync()).ShouldBe("end");
        await stopped;
    }

    [Fact]
    public async Task Stop_WhenACommandIsNotDoneInTime_ThenItsClientLearnsThatItWasEnded()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.StopTimeout = TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("sleep 100");
        (await client.NextAsync()).ShouldBe("accepted");

        await server.StopAsync();

        (await client.UntilAsync("end")).ShouldBe("signal 15, end");
    }
}
