using System.IO.Pipelines;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Protocol;
using HostIpc.Transports;

namespace HostIpc.Conversations;

public sealed class OneWayConversationTests
{
    private static readonly Lock Counting = new();

    [Fact]
    public async Task Lines_WhenOneRuns_ThenThoseBehindItAreLoggedAndRunAfterItInOrder()
    {
        var release = new TaskCompletionSource();
        await using TestServer server = await StartAsync(release);
        MemoryClient client = server.Listener.Connect(readsAhead: true);
        await client.SendAsync("hold\nstep a\n");
        await server.Log.WaitForAsync(record => record == "2 $ step a");
        await client.SendAsync("step b\nstep c\\\nstep d\n");
        await server.Log.WaitForAsync(record => record == "5 $ step d");
        server.Log.Records.ShouldBe(["1 $ hold", "2 $ step a", "3 $ step b", "4 x malformed: a line that ends in a backslash: each line is a command of its own, so write the command as one line", "5 $ step d"]);
        release.SetResult();
        await server.Log.WaitForAsync(record => record == "5 = 0");
        server.Log.Records.Skip(5).ShouldBe(["1 = 0", "2 = 0", "3 = 0", "5 = 0"]);

        await client.SendAsync("step e\n");
        await server.Log.WaitForAsync(record => record == "6 = 0");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Lines_WhenTheyAreMany_ThenEachRunsOnceAndNoMoreAtATimeThanMay(int concurrency)
    {
        const int Count = 2_000;
        int running = 0;
        int max = 0;
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.AddCommand("step", async (invocation, _) =>
        {
            lock (Counting)
            {
                max = Math.Max(max, ++running);
            }

            if (int.Parse(invocation.Words[0], System.Globalization.CultureInfo.InvariantCulture) % 3 == 0)
            {
                await Task.Yield();
            }

            lock (Counting)
            {
                running--;
            }

            return 0;
        }));
        MemoryClient client = server.Listener.Connect(readsAhead: true, concurrency: concurrency);
        for (int number = 0; number < Count; number++)
        {
            await client.SendAsync($"step {number}\n");
        }

        await server.StopAsync();
        max.ShouldBeInRange(1, concurrency);
        server.Log.Records.Count(record => record.EndsWith(" = 0", StringComparison.Ordinal)).ShouldBe(Count);
        server.Log.Records.Count(record => record.Contains('$', StringComparison.Ordinal)).ShouldBe(Count);
    }

    [Fact]
    public async Task Stop_WhenACommandDoesNotEnd_ThenEveryLineBehindItIsRefused()
    {
        await using TestServer server = await TestServer.StartAsync(
            options => (options.StopTimeout, options.Execution.KillGrace) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50)),
            builder => builder.AddCommand("deaf", async (_, _) =>
            {
                await new TaskCompletionSource().Task;
                return 0;
            }));
        MemoryClient client = server.Listener.Connect(readsAhead: true);
        await client.SendAsync("deaf\n" + string.Concat(Enumerable.Repeat("deaf\n", 500)));
        await server.Log.WaitForAsync(record => record == "501 $ deaf");
        await server.StopAsync();
        server.Log.Records.Count(record => record.EndsWith(" x shutting-down: the server stops", StringComparison.Ordinal)).ShouldBe(500);
    }

    [Fact]
    public async Task Lines_WhenMoreWaitThanMay_ThenNoMoreIsReadUntilTheyAreFewer()
    {
        var release = new TaskCompletionSource();
        await using TestServer server = await StartAsync(release);
        MemoryClient client = server.Listener.Connect(readsAhead: true);
        await client.SendAsync("hold\n");
        string line = $"step {new string('x', 60_000)}\n";
        int sent = 0;
        for (; sent * line.Length <= OneWayConversation.WaitingLines.MaxCost; sent++)
        {
            await client.SendAsync(line);
        }

        await Eventually.BecomesTrue(() => server.Listener.Last!.IsHeld);
        release.SetResult();
        await server.Log.WaitForAsync(record => record.StartsWith($"{sent + 1} = ", StringComparison.Ordinal) || record.StartsWith($"{sent + 1} x ", StringComparison.Ordinal));
        server.Listener.Last!.IsHeld.ShouldBeFalse();
    }

    [Fact]
    public async Task Line_WhenItHasWaitedForAMinute_ThenTheLogNamesOnceWhoHoldsTheOthersUp()
    {
        var time = new ManualTime();
        var log = new RecordingSink();
        using var executor = new HeldExecutor();
        var parts = new PipelineParts(executor, new CommandLog([log], time));
        var input = new Pipe();
        using var conversation = parts.Converse(new Connection(Peer.Fifo, input.Reader));
        Task served = conversation.ServeAsync();
        await input.Writer.WriteAsync("hold\nnext\nlast\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await log.WaitForAsync(record => record == "3 $ last");
        parts.Active.List().Select(command => (command.Id, command.State)).ShouldBe([(1, "running"), (2, "waiting"), (3, "waiting")]);

        conversation.ReportLongWait();
        time.Pass(TimeSpan.FromSeconds(61));
        conversation.ReportLongWait();
        conversation.ReportLongWait();
        log.Records.Skip(3).ShouldBe(["2 x [fifo] has waited for 61 s because 1 runs; 2 wait. To end it: hostipcd kill 1"]);

        parts.Active.TryEnd(3).ShouldBeTrue();
        parts.Active.TryEnd(3).ShouldBeFalse();
        executor.Release.SetResult(new CommandResult { ExitCode = 0 });
        await input.Writer.CompleteAsync();
        await served.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        log.Records.Count(record => record.EndsWith(" = 0", StringComparison.Ordinal)).ShouldBe(2);
        parts.Active.List().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("one\n", "False")]
    [InlineData("one\ntwo\nthree\n", "True|True|False")]
    [InlineData("one\nthe beginning of two", "True")]
    public async Task Line_WhenNoneIsBehindIt_ThenItRunsToItsEndWhereItWasRead(string text, string expected)
    {
        using var executor = new AskingExecutor();
        var parts = new PipelineParts(executor, new CommandLog([new RecordingSink()], TimeProvider.System));
        var input = new Pipe();
        using var conversation = parts.Converse(new Connection(Peer.Fifo, input.Reader));
        await input.Writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        Task served = conversation.ServeAsync();

        string.Join('|', executor.HadMoreToDo).ShouldBe(expected);
        executor.YieldsElsewhere.ShouldBeFalse();
        await input.Writer.CompleteAsync();
        await served.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    // Commands that end at once, where they are started.
    private sealed class AskingExecutor : ICommandExecutor
    {
        public List<bool> HadMoreToDo { get; } = [];

        public bool YieldsElsewhere { get; private set; }

        public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
        {
            HadMoreToDo.Add(context.YieldsThread!());
            var elsewhere = new Thread(() => YieldsElsewhere |= context.YieldsThread());
            elsewhere.Start();
            elsewhere.Join();
            return new ValueTask<ExecutionResult>(new CommandResult { ExitCode = 0 });
        }

        public void Dispose()
        {
        }
    }

    private sealed class HeldExecutor : ICommandExecutor
    {
        public TaskCompletionSource<ExecutionResult> Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) => new(Release.Task);

        public void Dispose()
        {
        }
    }

    private static Task<TestServer> StartAsync(TaskCompletionSource release) => TestServer.StartAsync(build: builder => builder
        .AddCommand("hold", async (_, _) =>
        {
            await release.Task;
            return 0;
        })
        .AddCommand("step", (_, _) => ValueTask.FromResult(0)));
}
