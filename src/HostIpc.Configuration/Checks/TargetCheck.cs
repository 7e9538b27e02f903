using HostIpc.Docker.Commands;
using HostIpc.Execution;

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
        (ExecutionResult result, string answer) = TargetProbe.RunShellAsync(options, "uname -n").GetAwaiter().GetResult();
        if (result.Result is { ExitCode: 0 })
        {
            return $"{target}, {options.Shell} runs there, on {answer.Trim()}";
        }

        string reason = $"{options.Shell} does not run there: {result.Rejection?.Message ?? result.ToString()}";
        if (!RunsPrograms())
        {
            return $"{target}, no command runs a program there ({reason})";
        }

        _warnings.Add($"commands fail on the target: {reason}");
        return $"{target}, but {reason}";
    }

    private bool RunsPrograms() => settings.Policy.OpensShell || settings.Policy.Commands.Any(command => command is not DockerCommand)
        || settings.Lifecycle.ScriptDirectory.Length > 0;
}
