using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Core.Tests.Hosting;

public sealed class RequestLoopDefectTests
{
    [Fact]
    public async Task Lines_WhenThePolicyThrows_ThenTheLineHasFailedAndTheNextOneRuns()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.Services.AddSingleton<ICommandPolicy, ThrowingPolicy>());
        (await server.RunAsync("bad\necho good\n")).ShouldBe(
            ["1 $ bad", "1 x failed: InvalidOperationException: no luck", "2 $ echo good", "2 > good", "2 = 0"]);
    }

    [Fact]
    public async Task Lines_WhenTheExecutorThrowsAtOnce_ThenTheLineHasFailedAndItsPlaceIsFree()
    {
        await using TestServer server = await TestServer.StartAsync(
            options => options.Limits.MaxConcurrentCommands = 1,
            builder => builder.Services.AddSingleton<ICommandExecutor, ThrowingExecutor>());
        (await server.RunAsync("bad\nbad\n")).ShouldBe(
            ["1 $ bad", "1 x failed: InvalidOperationException: no luck", "2 $ bad", "2 x failed: InvalidOperationException: no luck"]);
    }

    [Fact]
    public async Task Lines_WhenAnotherConnectionsLanesAreIdle_ThenTheyKeepNoPlace()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Limits.MaxConcurrentCommands = 1);
        MemoryClient first = server.Listener.Connect(concurrency: 2);
        await first.SendAsync("echo one\n");
        await server.Log.WaitForAsync(record => record.EndsWith("= 0", StringComparison.Ordinal));
        await server.Listener.Connect().SendAsync("echo two\n");
        await server.Log.WaitForAsync(record => record.EndsWith("> two", StringComparison.Ordinal));
    }

    private sealed class ThrowingPolicy : ICommandPolicy
    {
        public Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan)
        {
            plan = new ExecutionPlan { ShellLine = request.Line };
            return request.Line.Length == 3 ? throw new InvalidOperationException("no luck") : null;
        }

        public CommandListing List(Peer peer) => new(Shell: true, []);
    }

    [Fact]
    public async Task Command_WhenTheExecutorReturnsNothing_ThenItHasFailed()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.Services.AddSingleton<ICommandExecutor, EmptyExecutor>());
        (await server.RunAsync("abc\n")).ShouldBe(["1 $ abc", "1 x failed: the executor returned no result"]);
    }

    private sealed class EmptyExecutor : ICommandExecutor
    {
        public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) => default;

        public void Dispose()
        {
        }
    }

    private sealed class ThrowingExecutor : ICommandExecutor
    {
        public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no luck");

        public void Dispose()
        {
        }
    }
}
