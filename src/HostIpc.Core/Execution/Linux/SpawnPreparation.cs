using System.Globalization;
using System.Runtime.CompilerServices;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>Turns a plan into the block that a spawn thread works on: program, arguments, environment, streams.</summary>
/// <param name="options">How commands are executed.</param>
/// <param name="ownAccount">The server's own user.</param>
/// <param name="nullDevice">/dev/null, open for both.</param>
internal sealed class SpawnPreparation(ExecutionOptions options, TargetAccount ownAccount, FileDescriptor nullDevice)
{
    // A script keeps the descriptor that it is run from.
    private static readonly string[] OpenedScript = [$"/proc/self/fd/{StreamActions.ScriptDescriptor}"];

    private readonly string[] _directories = SearchPath.Split(options.Path);
    private readonly string[] _shellProgram = [options.Shell];
    private readonly string[] _shellArguments = [options.Shell, "-c"];

    // Another shell is there for what it does beside.
    private readonly bool _isPlainShell = options.Shell == ExecutionOptions.DefaultShell;
    private readonly string[] _ownAccount = VariablesOf(ownAccount, options);

    // A peer asks more than once; its variables are made once.
    private readonly ConditionalWeakTable<Peer, string[]> _peers = [];

    /// <summary>What in the plan cannot be handed to a process, or null.</summary>
    public static string? FindFault(in ExecutionPlan plan)
    {
        foreach (string argument in plan.Arguments ?? [])
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                return "an argument contains a NUL";
            }
        }

        return null;
    }

    /// <summary>Builds the block.</summary>
    /// <param name="plan">What to run; its first argument only names the program where there is a script.</param>
    /// <param name="context">Who asked.</param>
    /// <param name="pipes">The process's streams.</param>
    /// <param name="user">Whom it runs as; null for the server's user.</param>
    /// <param name="script">The opened file to run in place of the program; null for none.</param>
    /// <param name="isForShell">Whether the shell reads the script, which the kernel has no interpreter for.</param>
    public unsafe SpawnBlock* Prepare(in ExecutionPlan plan, CommandExecution context, CommandPipes pipes, RunAsUser? user, FileDescriptor? script, bool isForShell)
    {
        string[] environment = EnvironmentOf(context, plan.Settings, user?.Account, script is null ? null : plan.Arguments![0]);

        // With the dot a file is no directory already to access(2), which tells the working directory's errors from the program's.
        string? directory = plan.Settings?.Directory is { } expected ? $"{expected}/." : null;
        SpawnBlock* block = isForShell
            ? SpawnBlock.Build(_shellProgram, [options.Shell, OpenedScript[0], .. plan.Arguments!.Skip(1)], line: null, environment, directory, user)
            : plan.Arguments is { } arguments
            ? SpawnBlock.Build(script is null ? Candidates(arguments[0], plan.Settings) : OpenedScript, arguments, line: null, environment, directory, user)
            : plan.Command is null && _isPlainShell && directory is null && DirectLine.Split(plan.ShellLine.Span) is { } words
            ? SpawnBlock.Build(Candidates(words[0], plan.Settings), words, plan.ShellLine, WithDirectory(environment), directory, user, _shellArguments)
            : SpawnBlock.Build(_shellProgram, _shellArguments, ShellOperand.Of(plan.ShellLine), environment, directory, user);
        block->Streams = StreamActions.Take(
            pipes.Input?.ReadEnd ?? nullDevice.Number, pipes.Output.WriteEnd, (pipes.Error ?? pipes.Output).WriteEnd, script?.Number ?? StreamActions.NoScript, block->Directory);
        return block;
    }

    // A shell sets it too.
    private static string[] WithDirectory(string[] environment) => Array.Exists(environment, static variable => variable.StartsWith("PWD=", StringComparison.Ordinal)) ? environment : [.. environment, "PWD=/"];

    // By the PATH that the command gets. A request cannot set it.
    private string[] Candidates(string program, CommandSettings? settings) =>
        program.Contains('/', StringComparison.Ordinal) ? [program]
        : Array.ConvertAll(settings is not null && settings.Environment.TryGetValue(SearchPath.Name, out string? own) ? SearchPath.Split(own) : _directories, directory => $"{directory}/{program}");

    // Made from nothing: never the server's own, which may hold secrets. Each NAME=VALUE.
    private string[] EnvironmentOf(CommandExecution context, CommandSettings? settings, TargetAccount? account, string? script)
    {
        string[] fixedOnes = account is null ? _ownAccount : VariablesOf(account, options);
        string[] own =
        [
            .. script is null ? [] : new[] { $"HOSTIPC_SCRIPT={script}" },
            string.Create(CultureInfo.InvariantCulture, $"HOSTIPC_ID={context.Id}"),
            .. _peers.GetValue(context.Peer, static peer => [$"HOSTIPC_TRANSPORT={peer.Transport}", $"HOSTIPC_PEER={peer}"]),
        ];
        if (settings is not { Environment: { Count: > 0 } expected })
        {
            return [.. fixedOnes, .. own];
        }

        // Each name once: which of two counts, every program decides for itself.
        return [.. fixedOnes.Where(variable => !expected.ContainsKey(variable[..variable.IndexOf('=', StringComparison.Ordinal)])), .. expected.Select(variable => $"{variable.Key}={variable.Value}"), .. own];
    }

    private static string[] VariablesOf(TargetAccount account, ExecutionOptions options) =>
    [
        $"{SearchPath.Name}={options.Path}",
        $"HOME={account.Home}",
        $"USER={account.Name}",
        $"LOGNAME={account.Name}",
        $"SHELL={options.Shell}",
        "LANG=C.UTF-8",
    ];
}
