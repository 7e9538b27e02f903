using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

public sealed class HandlerExecutionTests
{
    [Fact]
    public async Task Handler_WhenItWritesAfterItWasLeftBehind_ThenNothingLandsUnderAnotherRequest()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wrote = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestServer server = await TestServer.StartAsync(
            options => (options.Execution.Timeout, options.Execution.KillGrace) = (TimeSpan.FromMilliseconds(100), TimeSpan.Zero),
            builder => builder
                .AddCommand("late", async (invocation, _) =>
                {
                    await goOn.Task;
                    await invocation.WriteLineAsync("too late", CancellationToken.None);
                    wrote.SetResult();
                    return 0;
                })
                .AddCommand("next", async (invocation, _) =>
                {
                    goOn.SetResult();
                    await wrote.Task;
                    return 0;
                }));
        (await server.RunAsync("late\nnext\n")).ShouldBe(["1 $ late", "1 = timed out", "2 $ next", "2 = 0"]);
    }

    [Fact]
    public async Task Handler_WhenItsClientGoesWhileItRuns_ThenTheLogSaysSo()
    {
        await using TestServer server = await StartWaitingAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("wait");
        (await client.NextAsync()).ShouldBe("accepted");

        await client.CloseAsync();

        await server.Log.WaitForAsync(record => record == "1 x failed: the client went away while it ran");
    }

    [Fact]
    public async Task Handler_WhenTheServerStopsWhileItRuns_ThenTheLogSaysSo()
    {
        await using TestServer server = await StartWaitingAsync(TimeSpan.FromMilliseconds(100));
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("wait");
        (await client.NextAsync()).ShouldBe("accepted");

        await server.StopAsync();

        server.Log.Records.ShouldContain("1 x shutting-down: the server stopped while it ran");
    }

    [Fact]
    public async Task Handler_ThatForwardsSignals_GetsAllOfThemAndIsNotCancelled()
    {
        var context = new CommandExecution(Identity.Peer.Fifo, new RecordedRun()) { Control = new CommandControl(() => { }) };
        var got = new List<int>();
        var profile = new Command
        {
            Name = "forward",
            ForwardsSignals = true,
            Handler = async (invocation, cancellationToken) =>
            {
                while (got.Count < 3)
                {
                    got.Add(await invocation.Signals!.Forwarded.ReadAsync(cancellationToken));
                }

                return 12;
            },
        };
        using var handlers = new HandlerExecutor(new ExecutionOptions(), TimeProvider.System);
        context.Control.Signal(10);

        Task<ExecutionResult> running = handlers.ExecuteAsync(new ExecutionPlan { Command = profile, Arguments = [] }, context, TestContext.Current.CancellationToken).AsTask();
        context.Control.Signal(1);
        context.Control.Signal(15);

        CommandResult result = (await running.WaitAsync(TimeSpan.FromSeconds(60))).Result.ShouldNotBeNull();
        (result.ExitCode, result.Signal).ShouldBe((12, null));
        got.ShouldBe([10, 1, 15]);
    }

    private static Task<TestServer> StartWaitingAsync(TimeSpan? stopTimeout = null) => TestServer.StartAsync(
        options => options.StopTimeout = stopTimeout ?? options.StopTimeout,
        builder => builder.AddCommand("wait", async (_, cancellationToken) =>
        {
            await Forever.UntilCancelled(cancellationToken);
            return 0;
        }));

    [Fact]
    public async Task Handler_WhenACancellationOfItsOwnEndsIt_ThenItHasFailed()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder
            .AddCommand("fetch", async (_, _) =>
            {
                await Task.Yield();
                throw new TaskCanceledException("the request timed out");
            }));
        (await server.RunAsync("fetch\n")).ShouldBe(["1 $ fetch", "1 x failed: the handler threw TaskCanceledException: the request timed out"]);
    }
}
