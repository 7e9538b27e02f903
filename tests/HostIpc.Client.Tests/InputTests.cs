using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

public sealed class InputTests
{
    private static readonly HostCommand Cat = HostCommand.Program("cat");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32768)]
    [InlineData(65537)]
    [InlineData(3_000_000)]
    public async Task Input_WhenEchoed_ThenAllOfItComesBack(int size)
    {
        byte[] data = new byte[size];
        new Random(size).NextBytes(data);
        await using var server = new FakeServer(Scripts.EchoInputAsync);
        await using HostIpcClient client = server.NewClient();

        for (int number = 0; number < 2; number++)
        {
            CommandOutput output = await Eventually.Ends(client.RunAsync(Cat, new MemoryStream(data)));
            output.Output.Span.SequenceEqual(data).ShouldBeTrue();
        }

        // The end of the first can be told before its last write has returned: a connection in that state is not used again.
        server.Accepted.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task Input_WhenNothingIsTaken_ThenNoMoreThanTheWindowIsSentAndSignalsStillPass()
    {
        int received = 0;
        var pings = new List<byte[]>();
        bool isSignalled = false;
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            int answered = 0;
            while (await peer.ReadAsync() is { } frame)
            {
                switch (frame.Type)
                {
                    case FrameType.Ping:
                        lock (pings)
                        {
                            pings.Add(frame.Payload);
                        }

                        break;
                    case FrameType.Signal:
                        isSignalled = true;
                        await peer.SendAsync(FrameType.Pong, pings[answered++]);
                        break;
                    default:
                        Interlocked.Add(ref received, frame.Payload.Length);
                        (received - (answered * 32768)).ShouldBeLessThanOrEqualTo(65536);
                        break;
                }
            }
        });
        await using HostIpcClient client = server.NewClient();
        RunningCommand command = await Eventually.Ends(client.StartAsync(Cat, withInput: true));

        Task writing = command.WriteInputAsync(new byte[1_000_000]).AsTask();
        await Eventually.BecomesTrue(() => Volatile.Read(ref received) == 65536);
        await Never.Within(TimeSpan.FromMilliseconds(100), () => Volatile.Read(ref received) != 65536, "input that is not sent has no event");
        pings.Count.ShouldBe(2);
        writing.IsCompleted.ShouldBeFalse();

        await Eventually.Ends(command.SignalAsync(10).AsTask());
        await Eventually.BecomesTrue(() => Volatile.Read(ref received) == 65536 + 32768);
        await Never.Within(TimeSpan.FromMilliseconds(50), () => Volatile.Read(ref received) != 65536 + 32768, "input that is not sent has no event");
        isSignalled.ShouldBeTrue();

        await command.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(Eventually.Ends(writing));
    }

    [Fact]
    public async Task Input_WhenAPongAnswersNoPing_ThenThatIsAProtocolError()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.ReadAsync(FrameType.Input);
            await peer.ReadAsync(FrameType.Ping);
            await peer.SendAsync(FrameType.Pong, new byte[8]);
            while (await peer.ReadAsync() is not null)
            {
            }
        });
        await using HostIpcClient client = server.NewClient();

        await Should.ThrowAsync<HostIpcProtocolException>(Eventually.Ends(client.RunAsync(Cat, new MemoryStream(new byte[40000]))));
    }

    [Fact]
    public async Task Input_WhenTheCommandEndsWithoutReadingIt_ThenItsResultIsThereAndTheConnectionIsNotUsedAgain()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.ReadAsync(FrameType.Input);
            await peer.ReadAsync(FrameType.Ping);
            await peer.ExitAsync(5);
            while (await peer.ReadAsync() is { } frame)
            {
                frame.Type.ShouldNotBe(FrameType.Request);
            }
        });
        await using HostIpcClient client = server.NewClient();

        for (int number = 0; number < 2; number++)
        {
            (await Eventually.Ends(client.RunAsync(Cat, new MemoryStream(new byte[1_000_000])))).Result.ExitCode.ShouldBe(5);
        }

        server.Accepted.ShouldBe(2);
    }

    [Fact]
    public async Task Input_WhenAWriteIsCancelledBeforeItIsSent_ThenTheNextComesInItsPlace()
    {
        await using var server = new FakeServer(Scripts.EchoInputAsync);
        await using HostIpcClient client = server.NewClient();
        RunningCommand command = await Eventually.Ends(client.StartAsync(Cat, withInput: true));
        Task<CommandResult> end = command.WaitAsync();
        for (int i = 0; i < 5; i++)
        {
            await Should.ThrowAsync<OperationCanceledException>(command.WriteInputAsync(new byte[InputWindow.PingInterval], new CancellationToken(true)).AsTask());
            await Eventually.Ends(command.WriteInputAsync(new byte[InputWindow.PingInterval]).AsTask());
        }

        await Eventually.Ends(command.CompleteInputAsync().AsTask());
        (await Eventually.Ends(end)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Input_WhenItsReadingFails_ThenTheCommandIsEndedAndNeverSeesAnEnd()
    {
        bool sawEnd = false;
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            while (await peer.ReadAsync() is { } frame)
            {
                sawEnd |= frame.Type == FrameType.Input && frame.Payload.Length == 0;
            }
        });
        await using HostIpcClient client = server.NewClient();

        (await Should.ThrowAsync<InvalidDataException>(Eventually.Ends(client.RunAsync(Cat, new FailingStream())))).Message.ShouldBe("the disk is gone");

        await Eventually.BecomesTrue(() => server.Open == 0);
        sawEnd.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Input_WhenItNeverEnds_ThenTheEndOfTheCommandIsNotHeldUp(bool heedsCancellation)
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.ExitAsync(4);
            await peer.ExpectEndAsync();
        });
        await using HostIpcClient client = server.NewClient();
        using var input = new EndlessStream(heedsCancellation);

        (await Eventually.Ends(client.RunAsync(Cat, input), 5)).Result.ExitCode.ShouldBe(4);

        // The read that was cancelled is back a moment after the command's end is told.
        await Eventually.BecomesTrue(() => input.PendingReads == (heedsCancellation ? 0 : 1));
    }

    [Fact]
    public async Task Input_WhenThereIsNone_ThenItCannotBeWritten()
    {
        await using var server = new FakeServer(Scripts.RunForEverAsync);
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Cat));

        await Should.ThrowAsync<InvalidOperationException>(command.WriteInputAsync(new byte[1]).AsTask());
        await Should.ThrowAsync<InvalidOperationException>(command.CompleteInputAsync().AsTask());
    }

    [Fact]
    public async Task Input_WhenCompleted_ThenMoreIsRefusedAndAfterTheEndItIsThrownAway()
    {
        await using var server = new FakeServer(Scripts.EchoInputAsync);
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Cat, withInput: true));

        await command.WriteInputAsync(Encoding.UTF8.GetBytes("hello"));
        await command.CompleteInputAsync();
        await command.CompleteInputAsync();
        await Should.ThrowAsync<InvalidOperationException>(command.WriteInputAsync(new byte[1]).AsTask());
        (await Eventually.Ends(command.WaitAsync())).ExitCode.ShouldBe(0);
        await command.SignalAsync(15);

        CommandOutput next = await Eventually.Ends(client.RunAsync(Cat, new MemoryStream([1, 2, 3])));
        next.Output.ToArray().ShouldBe([1, 2, 3]);
        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Input_WhenWritingIsCancelledWhileItWaitsForRoom_ThenTheCommandGoesOn()
    {
        int received = 0;
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            while (await peer.ReadAsync() is { } frame)
            {
                if (frame.Type == FrameType.Signal)
                {
                    await peer.SendAsync(FrameType.Exit, """{"signal":2}""");
                }
                else if (frame.Type == FrameType.Input)
                {
                    Interlocked.Add(ref received, frame.Payload.Length);
                }
            }
        });
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Cat, withInput: true));
        using var cancellation = new CancellationTokenSource();

        Task writing = command.WriteInputAsync(new byte[100_000], cancellation.Token).AsTask();
        await Eventually.BecomesTrue(() => Volatile.Read(ref received) == 65536);
        await cancellation.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(Eventually.Ends(writing))).CancellationToken.ShouldBe(cancellation.Token);

        await command.SignalAsync(2);
        (await Eventually.Ends(command.WaitAsync())).Signal.ShouldBe(2);
    }
}
