using System.Text;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

/// <summary>One command on an executor, and what came of it.</summary>
internal sealed class RecordedRun : IOutputSink
{
    private readonly StringBuilder _output = new();
    private readonly List<string> _notices = [];
    private ExecutionResult _result = new CommandResult();

    public RecordedRun(CommandControl? control = null) => Context = new CommandExecution(Peer.Fifo, this) { Control = control, Notices = AddNotice, Progress = Progress.Add };

    public CommandExecution Context { get; }

    /// <summary>What became of scripts.</summary>
    public List<string> Progress { get; } = [];

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> Notices
    {
        get
        {
            lock (_notices)
            {
                return [.. _notices];
            }
        }
    }

    public CommandResult Result => _result.Result ?? new CommandResult();

    public Rejection? Rejection => _result.Rejection;

    public static Command As(string user) => new() { Name = "test", RunAs = user };

    /// <summary>Runs a shell line as a user; null for the server's own.</summary>
    public static Task<RecordedRun> ShellAsync(ProcessExecutor executor, string? user, string line) => PlanAsync(
        executor, new ExecutionPlan { Command = user is null ? null : As(user), ShellLine = Encoding.UTF8.GetBytes(line) });

    public static async Task<RecordedRun> PlanAsync(ProcessExecutor executor, ExecutionPlan plan)
    {
        var run = new RecordedRun();
        run._result = await executor.ExecuteAsync(plan, run.Context, CancellationToken.None);
        return run;
    }

    public async Task<RecordedRun> RunAsync(Func<CommandExecution, ValueTask<ExecutionResult>> execute)
    {
        _result = await execute(Context);
        return this;
    }

    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        lock (_output)
        {
            _output.Append(Encoding.UTF8.GetString(data.Span));
        }

        return default;
    }

    private void AddNotice(string text)
    {
        lock (_notices)
        {
            _notices.Add(text);
        }
    }
}
