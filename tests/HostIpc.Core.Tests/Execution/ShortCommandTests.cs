using System.Diagnostics;
using System.Text;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Commands that are over before anything has to wait for them, and those that turn out not to be.</summary>
public sealed class ShortCommandTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Run_WhenACommandIsOverAtOnce_ThenItsOutputAndItsEndAreThereWithoutAWait()
    {
        using ProcessExecutor executor = Open();
        var run = new RecordedRun();
        int atOnce = 0;
        for (int i = 0; i < 50; i++)
        {
            ValueTask<ExecutionResult> result = executor.ExecuteAsync(new ExecutionPlan { Arguments = ["/bin/echo", "x"] }, run.Context, CancellationToken.None);
            atOnce += result.IsCompleted ? 1 : 0;
            (await result).Result!.ExitCode.ShouldBe(0);
        }

        run.Output.ShouldBe(string.Concat(Enumerable.Repeat("x\n", 50)));
        atOnce.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_WhenTheThreadHasMoreToDo_ThenACommandThatIsOverAtOnceDoesNotKeepIt(bool hasMoreToDo)
    {
        using ProcessExecutor executor = Open();
        var context = new CommandExecution(Peer.Fifo, new RecordedRun()) { YieldsThread = () => hasMoreToDo };
        var yields = new CountingContext();
        SynchronizationContext? before = SynchronizationContext.Current;
        for (int i = 0; i < 50; i++)
        {
            SynchronizationContext.SetSynchronizationContext(yields);
            ValueTask<ExecutionResult> result = executor.ExecuteAsync(new ExecutionPlan { Arguments = ["/bin/echo", "x"] }, context, CancellationToken.None);
            SynchronizationContext.SetSynchronizationContext(before);
            (await result).Result!.ExitCode.ShouldBe(0);
        }

        (yields.Count > 0).ShouldBe(hasMoreToDo);
    }

    [Fact]
    public async Task Run_WhenManyCommandsLast_ThenTheyRunAtTheSameTime()
    {
        using ProcessExecutor executor = Open();
        var watch = Stopwatch.StartNew();
        RecordedRun[] runs = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => RecordedRun.ShellAsync(executor, user: null, "sleep 1; echo done"))));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        runs.ShouldAllBe(run => run.Output == "done\n" && run.Result.ExitCode == 0);
    }

    [Fact]
    public async Task Run_WhenACommandIsOverAndNobodyTakesItsOutput_ThenItsTimeIsTheCommands()
    {
        using ProcessExecutor executor = Open(options => options.Timeout = options.KillGrace = TimeSpan.FromMilliseconds(300));
        var sink = new StuckSink();
        var plan = new ExecutionPlan { Arguments = ["/bin/echo", "unread"] };
        Task<ExecutionResult> result = executor.ExecuteAsync(plan, new CommandExecution(Peer.Fifo, sink), CancellationToken.None).AsTask();
        (await result.WaitAsync(Bound)).Result!.ExitCode.ShouldBe(0);
        sink.Abandoned.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_WhenWhatIsLeftInTheBackgroundHoldsItsOutput_ThenTheCommandIsOverAllTheSame()
    {
        using ProcessExecutor executor = Open();
        RecordedRun run = await RecordedRun.ShellAsync(executor, user: null, "sleep 20 & echo started").WaitAsync(TimeSpan.FromSeconds(10));
        run.Output.ShouldBe("started\n");
        run.Result.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("/nowhere/program", RejectionReason.NotFound)]
    [InlineData("/etc/passwd", RejectionReason.NotExecutable)]
    public async Task Run_WhenItCannotBeStarted_ThenItIsSaidWhy(string program, RejectionReason reason)
    {
        using ProcessExecutor executor = Open();
        RecordedRun run = await RecordedRun.PlanAsync(executor, new ExecutionPlan { Arguments = [program] });
        run.Rejection!.Reason.ShouldBe(reason);
    }

    private static ProcessExecutor Open(Action<ExecutionOptions>? configure = null)
    {
        var options = new ExecutionOptions();
        configure?.Invoke(options);
        return new ProcessExecutor(options, TimeProvider.System);
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _count);
            ThreadPool.QueueUserWorkItem(_ => d(state));
        }
    }

    private sealed class StuckSink : IOutputSink
    {
        public bool Abandoned { get; private set; }

        public async ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Encoding.UTF8.GetString(data.Span).ShouldBe("unread\n");
            try
            {
                await Forever.UntilCancelled(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Abandoned = true;
                throw;
            }
        }
    }
}
