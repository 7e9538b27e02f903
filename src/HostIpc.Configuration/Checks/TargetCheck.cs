using System.Text;
using HostIpc.Configuration.Settings;
using HostIpc.Docker.Commands;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Transports;

namespace HostIpc.Configuration.Checks;

/// <summary>Runs something on the target. That it cannot be entered is an error, as it is when the server starts; that nothing runs there stops no server.</summary>
internal sealed class TargetCheck(HostIpcSettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<string> _warnings = [];

    /// <summary>What does not work there although the server starts.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <exception cref="ExecutionTargetException">The target cannot be entered.</exception>
    public string Describe()
    {
        ExecutionOptions options = settings.Server.Execution;
        string target = options.Target == ExecutionTarget.Host ? "host" : "local";
        if (settings.Server.Execution.Timeout is not { } timeout || timeout > Patience)
        {
            options = new ExecutionOptions { Target = options.Target, Shell = options.Shell, KillGrace = options.KillGrace, Timeout = Patience };
        }

        // By running something there: nothing else proves it.
        using var processes = new ProcessExecutor(options, TimeProvider.System);
        var answer = new Answer();
        var plan = new CommandPlan { ShellLine = "uname -n"u8.ToArray() };
        CommandResult result = processes.ExecuteAsync(plan, new CommandContext(Peer.Fifo, answer), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        if (result.ExitCode == 0)
        {
            return $"{target}, {options.Shell} runs there, on {answer.Text}";
        }

        string reason = $"{options.Shell} does not run there: {result.Failure?.Message ?? result.ToString()}";
        if (!RunsPrograms())
        {
            return $"{target}, no command runs a program there ({reason})";
        }

        _warnings.Add($"commands fail on the target: {reason}");
        return $"{target}, but {reason}";
    }

    private bool RunsPrograms() => settings.Policy.OpensShell || settings.Policy.Commands.Any(command => command.Section is not DockerCommand)
        || settings.Lifecycle.ScriptDirectory.Length > 0;

    private sealed class Answer : IOutputSink
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString().Trim();

        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            lock (_text)
            {
                _text.Append(Encoding.UTF8.GetString(data.Span));
            }

            return default;
        }
    }
}
