using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;

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
