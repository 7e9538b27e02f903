using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

public sealed class CancellationTests
{
    private static readonly HostCommand Sleep = HostCommand.Program("sleep", "100");

    [Fact]
    public async Task Cancel_WhenForced_ThenTheConnectionIsClosedAndTheTokenBlamed()
    {
        await using var server = new FakeServer(Scripts.RunForEverAsync);
        await using HostIpcClient client = server.NewClient();
        using var forced = new CancellationTokenSource();
        using var graceful = new CancellationTokenSource();

        Task running = client.RunAsync(Sleep, null, forced.Token, graceful.Token);
        await Eventually.BecomesTrue(() => server.Open == 1);
        await forced.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(Eventually.Ends(running))).CancellationToken.ShouldBe(forced.Token);
        await Eventually.BecomesTrue(() => server.Open == 0);
    }

    [Fact]
    public async Task Cancel_WhenGraceful_ThenTheCommandIsAskedToEndAndTheTokenBlamed()
    {
        var signal = new TaskCompletionSource<byte>();
        var mayEnd = new TaskCompletionSource();
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.SendAsync(FrameType.Stderr, "x");
            signal.SetResult((await peer.ReadAsync(FrameType.Signal))[0]);
            await mayEnd.Task;
            await peer.SendAsync(FrameType.Exit, """{"signal":15}""");
            await Scripts.ServeAsync(peer);
        });
        await using HostIpcClient client = server.NewClient();
        using var forced = new CancellationTokenSource();
        using var graceful = new CancellationTokenSource();

        using var error = new MemoryStream();
        Task running = client.RunAsync(Sleep, new EndlessStream(heedsCancellation: true), Stream.Null, error, forced.Token, graceful.Token);
        await Eventually.BecomesTrue(() => error.Length > 0);
        await graceful.CancelAsync();
        (await Eventually.Ends(signal.Task)).ShouldBe((byte)15);
        await Never.Within(TimeSpan.FromMilliseconds(50), () => running.IsCompleted, "the command goes on until the test ends it");
        mayEnd.SetResult();

        (await Should.ThrowAsync<OperationCanceledException>(Eventually.Ends(running))).CancellationToken.ShouldBe(graceful.Token);
        await Eventually.Ends(client.PingAsync());
        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Cancel_WhenForcedAfterGraceful_ThenTheForcedTokenIsBlamed()
    {
        var isSignalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.SendAsync(FrameType.Stdout, "x");
            await peer.ReadAsync(FrameType.Signal);
            isSignalled.SetResult();
            await peer.ExpectEndAsync();
        });
        await using HostIpcClient client = server.NewClient();
        using var forced = new CancellationTokenSource();
        using var graceful = new CancellationTokenSource();
        using var stuck = new StuckStream();
        Task running = client.RunAsync(Sleep, null, stuck, stuck, forced.Token, graceful.Token);
        await Eventually.Ends(stuck.Reached);
        await graceful.CancelAsync();
        await Eventually.Ends(isSignalled.Task);
        await forced.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(Eventually.Ends(running))).CancellationToken.ShouldBe(forced.Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_WhenNotYetAccepted_ThenTheConnectionIsClosedAndTheTokenBlamed(bool isGraceful)
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            await peer.ExpectEndAsync();
        });
        await using HostIpcClient client = server.NewClient();
        using var forced = new CancellationTokenSource();
        using var graceful = new CancellationTokenSource();
        Task running = client.RunAsync(Sleep, null, forced.Token, graceful.Token);
        await Eventually.BecomesTrue(() => server.Open == 1);
        await (isGraceful ? graceful : forced).CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(Eventually.Ends(running))).CancellationToken.ShouldBe(isGraceful ? graceful.Token : forced.Token);
        await Eventually.BecomesTrue(() => server.Open == 0);
    }

    [Fact]
    public async Task Cancel_WhenBeforeTheStart_ThenNothingIsAsked()
    {
        await using var server = new FakeServer(Scripts.RunForEverAsync);
        await using HostIpcClient client = server.NewClient();
        var cancelled = new CancellationToken(canceled: true);

        (await Should.ThrowAsync<OperationCanceledException>(client.RunAsync(Sleep, null, cancelled))).CancellationToken.ShouldBe(cancelled);
        (await Should.ThrowAsync<OperationCanceledException>(client.RunAsync(Sleep, null, default, cancelled))).CancellationToken.ShouldBe(cancelled);
        await Should.ThrowAsync<OperationCanceledException>(client.StartAsync(Sleep, cancellationToken: cancelled));

        server.Accepted.ShouldBe(0);
    }

    [Fact]
    public async Task Cancel_WhenTheStreamForOutputIsStuckAndHeedsNoToken_ThenItIsNotWaitedFor()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.SendAsync(FrameType.Stdout, "x");
            await peer.ExpectEndAsync();
        });
        await using HostIpcClient client = server.NewClient();
        using var forced = new CancellationTokenSource();
        using var stuck = new StuckStream();
        Task running = client.RunAsync(Sleep, null, stuck, stuck, forced.Token);
        await Eventually.Ends(stuck.Reached);
        await forced.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(Eventually.Ends(running, 5))).CancellationToken.ShouldBe(forced.Token);
    }

    [Fact]
    public async Task Cancel_WhenTheCommandHasEnded_ThenTheNextOnTheConnectionIsNotTouched()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = server.NewClient();
        for (int number = 0; number < 300; number++)
        {
            using var forced = new CancellationTokenSource();
            Task cancelling = Task.Run(() => Thread.SpinWait(number * 100)).ContinueWith(_ => forced.Cancel(), TaskScheduler.Default);
            try
            {
                await Eventually.Ends(client.RunAsync(Sleep, null, forced.Token));
            }
            catch (OperationCanceledException e)
            {
                e.CancellationToken.ShouldBe(forced.Token);
            }

            (await Eventually.Ends(client.RunAsync(Sleep))).Result.ExitCode.ShouldBe(0);
            await cancelling;
        }
    }
}
