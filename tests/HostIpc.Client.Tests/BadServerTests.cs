using System.Diagnostics;
using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>Whatever the server does, the client ends with an error of its own type, in time, and leaves nothing open.</summary>
public sealed class BadServerTests
{
    private static readonly HostCommand Command = HostCommand.Program("true");
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Server_WhenItClosesAtOnce_ThenThatIsAConnectionError() =>
        await ShouldFail<HostIpcConnectionException>("without a word", _ => Task.CompletedTask);

    [Fact]
    public async Task Server_WhenItClosesBeforeItAnswers_ThenItIsNotKnownWhetherItRan() =>
        await ShouldFail<HostIpcConnectionException>("not known", async peer =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
        });

    [Fact]
    public async Task Server_WhenItClosesInTheMiddleOfACommand_ThenItIsNotKnownWhetherItFinished() =>
        await ShouldFail<HostIpcConnectionException>("went away", async peer =>
        {
            await peer.BeginAsync();
            await peer.SendAsync(FrameType.Stdout, "x");
        });

    [Fact]
    public async Task Server_WhenItAcceptsAndNeverAnswers_ThenItIsToldWhatWasWaitedFor() =>
        await ShouldFail<HostIpcConnectionException>("ConnectTimeout", peer => peer.DrainAsync(), ConnectTimeout);

    [Fact]
    public async Task Server_WhenItAnswersThePrefaceOnly_ThenItIsToldWhatWasWaitedFor() => await ShouldFail<HostIpcConnectionException>("AnswerTimeout", AnswerPrefaceOnlyAsync, AnswerTimeout);

    [Fact]
    public async Task Server_WhenItAnswersTheFirstRequestOnly_ThenTheSecondIsGivenUpInTime() =>
        await ShouldFail<HostIpcConnectionException>("AnswerTimeout", async peer =>
        {
            await peer.GreetAsync();
            await peer.SendAsync(FrameType.Pong, await peer.ReadAsync(FrameType.Ping));
            await peer.DrainAsync();
        }, AnswerTimeout, async client =>
        {
            await client.PingAsync();
            await client.PingAsync();
        });

    [Fact]
    public async Task Server_WhenARequestWaitsForItsTurn_ThenItIsGivenUpOnlyWhereNoPongCame()
    {
        static async Task WaitAsync(FakePeer peer, int pongs)
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            for (int i = 0; i < pongs; i++)
            {
                await peer.SendAsync(FrameType.Pong, await peer.ReadAsync(FrameType.Ping));
            }
        }

        await using (var server = new FakeServer(async peer =>
        {
            await WaitAsync(peer, 5);
            byte[] unanswered = await peer.ReadAsync(FrameType.Ping);
            await peer.AcceptAsync();
            await peer.SendAsync(FrameType.Stdout, "x");
            await peer.SendAsync(FrameType.Pong, unanswered);
            await peer.ExitAsync(7);
        }))
        {
            await using HostIpcClient client = server.NewClient(options => options.AnswerTimeout = AnswerTimeout);
            CommandOutput output = await Eventually.Ends(client.RunAsync(Command));
            (output.Result.ExitCode, output.OutputText).ShouldBe((7, "x"));
        }

        await ShouldFail<HostIpcConnectionException>("AnswerTimeout", async peer =>
        {
            await WaitAsync(peer, 2);
            await peer.DrainAsync();
        }, AnswerTimeout);
    }

    [Fact]
    public async Task Server_WhenItStopsInAHeader_ThenThatIsAProtocolErrorOrATimeout()
    {
        await ShouldFail<HostIpcProtocolException>("in the middle of a frame", async peer =>
        {
            await peer.BeginAsync();
            await peer.SendRawAsync(new byte[] { 1, 0, 0 });
        });
        await ShouldFail<HostIpcConnectionException>("AnswerTimeout", async peer =>
        {
            await peer.BeginAsync();
            await peer.SendRawAsync(new byte[] { 1, 0, 0 });
            await peer.ExpectEndAsync();
        }, AnswerTimeout);
    }

    [Fact]
    public async Task Server_WhenItStopsInAPayload_ThenThatIsAProtocolErrorOrATimeout()
    {
        byte[] part = [1, 0, 0, 0, 0, 0, 0, 9, 1, 2];
        await ShouldFail<HostIpcProtocolException>("in the middle of a frame", async peer =>
        {
            await peer.BeginAsync();
            await peer.SendRawAsync(part);
        });
        await ShouldFail<HostIpcConnectionException>("AnswerTimeout", async peer =>
        {
            await peer.BeginAsync();
            await peer.SendRawAsync(part);
            await peer.ExpectEndAsync();
        }, AnswerTimeout);
    }

    [Fact]
    public async Task Server_WhenItStopsInThePreface_ThenThatIsAProtocolError() =>
        await ShouldFail<HostIpcProtocolException>("first line", async peer =>
        {
            await peer.ReadPrefaceAsync();
            await peer.ReadRequestAsync();
            await peer.SendRawAsync("HOSTI"u8.ToArray());
        });

    [Fact]
    public async Task Server_WhenThePrefaceComesAByteAtATime_ThenTheTimeIsThatOfTheWhole() =>
        await ShouldFail<HostIpcConnectionException>("ConnectTimeout", peer => DribbleAsync(peer, "HOSTIPC/1\n"u8.ToArray()), ConnectTimeout);

    [Fact]
    public async Task Server_WhenAnAnswerComesAByteAtATime_ThenTheTimeIsThatOfTheWhole() =>
        await ShouldFail<HostIpcConnectionException>("AnswerTimeout", async peer =>
        {
            await peer.GreetAsync();
            await DribbleAsync(peer, [20, 0, 0, 0, 0, 0, 0, 8, .. "{\"id\":1}"u8]);
        }, AnswerTimeout);

    [Fact]
    public async Task Server_WhenOutputComesAByteAtATime_ThenTheTimeIsThatOfTheFrame() =>
        await ShouldFail<HostIpcConnectionException>("AnswerTimeout", async peer =>
        {
            await peer.BeginAsync();
            await DribbleAsync(peer, [1, 0, 0, 0, 0, 0, 0, 20, .. new byte[20]]);
        }, AnswerTimeout);

    [Fact]
    public async Task Server_WhenACommandIsSilentForLongerThanTheTimeout_ThenThatIsNoError()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await SimulatedWork.Takes(500, CancellationToken.None);
            await peer.ExitAsync();
        });
        await using HostIpcClient client = server.NewClient(options => options.AnswerTimeout = options.ConnectTimeout = TimeSpan.FromMilliseconds(150));
        (await Eventually.Ends(client.RunAsync(Command))).Result.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("hostipc: busy\n", RejectionReason.Busy)]
    [InlineData("hostipc: shutting-down: soon\n", RejectionReason.ShuttingDown)]
    public async Task Server_WhenItRejectsByALine_ThenThatIsARejection(string line, RejectionReason reason)
    {
        await using var server = new FakeServer(peer => peer.SendRawAsync(Encoding.UTF8.GetBytes(line)));
        await using HostIpcClient client = server.NewClient();
        for (int number = 0; number < 20; number++)
        {
            (await Should.ThrowAsync<HostIpcRejectedException>(Eventually.Ends(client.RunAsync(Command)))).Reason.ShouldBe(reason);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "no server of HostIpc")]
    [InlineData("HOSTIPC/2\n", "another version")]
    [InlineData("HOSTIPC/1\r\n", "another version")]
    [InlineData("H", null)]
    public async Task Server_WhenItsFirstLineIsAnother_ThenThatIsSaidWithoutWaitingForMore(string text, string? expected)
    {
        async Task Script(FakePeer peer)
        {
            await peer.SendRawAsync(Encoding.UTF8.GetBytes(text));
            await peer.DrainAsync();
        }

        if (expected is null)
        {
            await ShouldFail<HostIpcConnectionException>("ConnectTimeout", IgnoreFaults(Script), ConnectTimeout);
        }
        else
        {
            await ShouldFail<HostIpcProtocolException>(expected, IgnoreFaults(Script));
        }
    }

    [Theory]
    [InlineData(new byte[] { 99, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 1, 0, 1 })]
    [InlineData(new byte[] { 18, 0, 0, 0, 255, 255, 255, 255 })]
    [InlineData(new byte[] { 20, 0, 0, 0, 0, 0, 0, 8, 123, 34, 105, 100, 34, 58, 49, 125 })]
    [InlineData(new byte[] { 25, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 22, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 23, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 18, 0, 0, 0, 0, 0, 0, 2, 123, 125 })]
    [InlineData(new byte[] { 18, 0, 0, 0, 0, 0, 0, 3, 123, 34, 200 })]
    [InlineData(new byte[] { 19, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task Server_WhenAFrameOfACommandIsWrong_ThenThatIsAProtocolErrorAtOnce(byte[] bytes)
    {
        await ShouldFail<HostIpcProtocolException>("", async peer =>
        {
            await peer.BeginAsync();
            await peer.SendRawAsync(bytes);
            await peer.ExpectEndAsync();
        });
    }

    [Theory]
    [InlineData(18, "{\"code\":0}")]
    [InlineData(1, "x")]
    [InlineData(23, "")]
    [InlineData(20, "{}")]
    [InlineData(20, "[]")]
    [InlineData(20, "{\"id\":1,\"id\":1}")]
    [InlineData(20, "{\"id\":\"1\"}")]
    [InlineData(19, "{\"message\":\"\\ud800\"}")]
    public async Task Server_WhenTheAnswerToARequestIsWrong_ThenThatIsAProtocolErrorAtOnce(byte type, string payload)
    {
        await ShouldFail<HostIpcProtocolException>("", async peer =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            await peer.SendAsync((FrameType)type, payload);
            await peer.ExpectEndAsync();
        });
    }

    [Fact]
    public async Task Server_WhenItReadsNothing_ThenALargeRequestIsGivenUpInTime()
    {
        await using var server = new FakeServer(static _ => SimulatedWork.Takes(1500, CancellationToken.None));
        await using HostIpcClient client = server.NewClient(options => options.ConnectTimeout = ConnectTimeout);
        await Should.ThrowAsync<HostIpcConnectionException>(Eventually.Ends(client.RunAsync(HostCommand.Program("echo", new string('x', 2_000_000))), 2));
    }

    private static Func<FakePeer, Task> IgnoreFaults(Func<FakePeer, Task> script) => async peer =>
    {
        try
        {
            await script(peer);
        }
        catch (Exception e) when (e is IOException or ShouldAssertException)
        {
            // The preface is no frame.
        }
    };

    private static async Task AnswerPrefaceOnlyAsync(FakePeer peer)
    {
        await peer.GreetAsync();
        await peer.ReadRequestAsync();
        await peer.DrainAsync();
    }

    // Each byte comes well within the bound, all of them do not.
    private static async Task DribbleAsync(FakePeer peer, byte[] bytes)
    {
        try
        {
            foreach (byte one in bytes)
            {
                await peer.SendRawAsync(new[] { one });
                await SimulatedWork.Takes(100, CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }

    private static async Task ShouldFail<T>(string expected, Func<FakePeer, Task> script, TimeSpan notBefore = default, Func<HostIpcClient, Task>? ask = null)
        where T : HostIpcException
    {
        await using var server = new FakeServer(IgnoreFaults(script));
        await using HostIpcClient client = server.NewClient(options =>
        {
            // Where no timeout is the point, none is to come first on a busy machine.
            options.ConnectTimeout = notBefore == ConnectTimeout ? ConnectTimeout : TimeSpan.FromSeconds(10);
            options.AnswerTimeout = notBefore == AnswerTimeout ? AnswerTimeout : TimeSpan.FromSeconds(10);
        });
        int before = await Descriptors.CountAfterWarmUpAsync();
        var watch = Stopwatch.StartNew();

        T exception = await Should.ThrowAsync<T>(Eventually.Ends(ask?.Invoke(client) ?? client.RunAsync(Command), 8));

        exception.Message.ShouldContain(expected);
        exception.Message.ShouldNotContain("\n");
        watch.Elapsed.ShouldBeGreaterThanOrEqualTo(notBefore);
        watch.Elapsed.ShouldBeLessThan(notBefore + TimeSpan.FromSeconds(4));
        await Eventually.BecomesTrue(() => server.Open == 0);
        await Descriptors.BecomeAsync(before);
    }
}
