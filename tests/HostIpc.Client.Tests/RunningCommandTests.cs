using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

public sealed class RunningCommandTests
{
    private static readonly HostCommand Command = HostCommand.Program("x");

    [Fact]
    public async Task Output_WhenRead_ThenItComesAsItWasWritten()
    {
        await using var server = new FakeServer(WriteThenExitAsync);
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Command));
        var seen = new StringBuilder();

        await foreach (OutputChunk chunk in command.ReadOutputAsync())
        {
            seen.Append((int)chunk.Kind).Append(Encoding.UTF8.GetString(chunk.Data.Span));
        }

        seen.ToString().ShouldBe("1a2b1c");
        command.Id.ShouldBe(42);
        (await Eventually.Ends(command.WaitAsync())).ExitCode.ShouldBe(9);
        Should.Throw<InvalidOperationException>(() => command.ReadOutputAsync());
    }

    [Fact]
    public async Task Output_WhenNobodyReadsIt_ThenTheLoopWaitsAndWaitAsyncThrowsItAway()
    {
        await using var server = new FakeServer(WriteThenExitAsync);
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Command));

        (await Eventually.Ends(command.WaitAsync())).ExitCode.ShouldBe(9);
    }

    [Fact]
    public async Task Output_WhenReadingStopsEarly_ThenWaitAsyncThrowsTheRestAway()
    {
        await using var server = new FakeServer(WriteThenExitAsync);
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Command));
        await foreach (OutputChunk chunk in command.ReadOutputAsync())
        {
            break;
        }

        (await Eventually.Ends(command.WaitAsync())).ExitCode.ShouldBe(9);
    }

    [Fact]
    public async Task Output_WhenItIsReadWhileSomebodyWaits_ThenNothingIsThrownAway()
    {
        await using var server = new FakeServer(WriteThenExitAsync);
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Command));
        IAsyncEnumerable<OutputChunk> output = command.ReadOutputAsync();
        Task<CommandResult> end = command.WaitAsync();
        int count = 0;

        await foreach (OutputChunk chunk in output)
        {
            await SimulatedWork.Takes(5, CancellationToken.None);
            count += chunk.Data.Length;
        }

        count.ShouldBe(3);
        (await Eventually.Ends(end)).ExitCode.ShouldBe(9);
    }

    [Fact]
    public async Task Output_WhenNotRead_ThenNoMoreOfItIsTakenFromTheServer()
    {
        long sent = 0;
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            try
            {
                while (true)
                {
                    await peer.SendRawAsync(new byte[] { 1, 0, 0, 0, 0, 1, 0, 0 });
                    await peer.SendRawAsync(new byte[65536]);
                    Interlocked.Add(ref sent, 65536);
                }
            }
            catch (IOException)
            {
                // The client has gone.
            }
        });
        await using HostIpcClient client = server.NewClient();
        RunningCommand command = await Eventually.Ends(client.StartAsync(Command));
        await Eventually.BecomesTrue(() => Interlocked.Read(ref sent) > 0);
        await Never.Within(TimeSpan.FromMilliseconds(300), () => Interlocked.Read(ref sent) >= 1024 * 1024, "a client that takes no more sends nothing that shows it");
        await Eventually.Ends(command.DisposeAsync().AsTask());
        await Eventually.BecomesTrue(() => server.Open == 0);
    }

    [Fact]
    public async Task Output_WhenReadingIsCancelled_ThenTheCommandGoesOn()
    {
        var mayEnd = new TaskCompletionSource();
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await mayEnd.Task;
            await peer.SendAsync(FrameType.Stdout, "x");
            await peer.ExitAsync(1);
        });
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Command));
        using var cancellation = new CancellationTokenSource(30);

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (OutputChunk chunk in command.ReadOutputAsync(cancellation.Token))
            {
            }
        });
        await Should.ThrowAsync<OperationCanceledException>(command.WaitAsync(cancellation.Token));
        mayEnd.SetResult();

        (await Eventually.Ends(command.WaitAsync())).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_WhenTheCommandRuns_ThenTheConnectionIsClosed()
    {
        await using var server = new FakeServer(Scripts.RunForEverAsync);
        await using HostIpcClient client = server.NewClient();
        RunningCommand command = await Eventually.Ends(client.StartAsync(Command));
        Task waiting = command.WaitAsync();

        await Eventually.Ends(command.DisposeAsync().AsTask());

        await Should.ThrowAsync<ObjectDisposedException>(waiting);
        await Eventually.BecomesTrue(() => server.Open == 0);
        await command.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_WhenTheCommandHasEnded_ThenTheConnectionIsUsedAgain()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = server.NewClient();
        for (int number = 0; number < 3; number++)
        {
            RunningCommand command = await Eventually.Ends(client.StartAsync(Command));
            await Eventually.Ends(command.WaitAsync());
            await command.DisposeAsync();
        }

        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Signal_WhenThereIsNoSuchSignal_ThenItIsRefused()
    {
        await using var server = new FakeServer(Scripts.RunForEverAsync);
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Command));

        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await command.SignalAsync(0));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await command.SignalAsync(65));
    }

    private static async Task WriteThenExitAsync(FakePeer peer)
    {
        await peer.GreetAsync();
        await peer.ReadRequestAsync();
        await peer.AcceptAsync(42);
        await peer.SendAsync(FrameType.Stdout, "a");
        await peer.SendAsync(FrameType.Stderr, "b");
        await peer.SendAsync(FrameType.Stdout, "c");
        await peer.ExitAsync(9);
    }
}
