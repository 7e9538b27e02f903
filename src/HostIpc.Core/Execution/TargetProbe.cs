using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution;

/// <summary>Looks at the target that commands run on: its users and groups, programs, directories of scripts. It changes nothing there, and is for checks and audits.</summary>
/// <param name="target">The target.</param>
public sealed partial class TargetProbe(ExecutionTarget target)
{
    private const int AnyExecute = 0x49; // 0111

    private readonly AccountDatabase _accounts = new(target);

    /// <summary>Whether the target's files can be looked at.</summary>
    public bool SeesFiles
    {
        get
        {
            using FileDescriptor? root = FileDescriptor.TryOpen($"{TargetFiles.RootOf(target)}/", OpenFlags.Path | OpenFlags.Directory);
            return root is not null;
        }
    }

    /// <summary>Looks for a user in the target's <c>/etc/passwd</c>.</summary>
    /// <param name="user">The name or number.</param>
    public TargetPresence FindUser(string user) => PresenceOf(_accounts.FindUser(user) is not null, () => _accounts.HasUser(user));

    /// <summary>Looks for a group in the target's <c>/etc/group</c>.</summary>
    /// <param name="group">The name or number.</param>
    public TargetPresence FindGroup(string group) => PresenceOf(_accounts.FindGroup(group) is not null, () => _accounts.HasGroup(group));

    /// <summary>Finds out why a command cannot run as a user (<see cref="Policy.CommandOptions.As"/>).</summary>
    /// <param name="runAs"><c>user</c> or <c>user:group</c>, by name or number.</param>
    /// <returns>Why; null where it can.</returns>
    public string? FindRunAsProblem(string runAs) => RunAsUser.Find(_accounts, runAs, out string? problem) is null ? problem ?? "there is no such user" : null;

    /// <summary>The directories in which a command's program is looked for.</summary>
    /// <param name="environment">The variables of the command, of which <c>PATH</c> counts.</param>
    /// <param name="path">The path of a command that has none of its own (<see cref="ExecutionOptions.Path"/>).</param>
    public static IReadOnlyList<string> FindDirectories(IDictionary<string, string> environment, string path) => SearchPath.Split(SearchPath.Of(environment, path));

    /// <summary>Looks whether a file is there, and whether only root and the server's user can change it, its directories and the links on the way.</summary>
    /// <param name="path">An absolute path on the target.</param>
    /// <param name="isProgram">Whether it must be executable.</param>
    /// <returns>What speaks against it.</returns>
    public PathFinding LookAt(string path, bool isProgram)
    {
        PathFault fault = SafePath.TryOpen(TargetFiles.RootOf(target), path, out SafePath? opened, out string problem);
        using (opened)
        {
            if (opened is { } found && (found.Status.Type != FileType.Regular || (isProgram && (found.Status.Mode & AnyExecute) == 0)))
            {
                return new PathFinding(IsMissing: true, found.Status.Type == FileType.Regular ? "it is not executable" : $"it is {found.Status.Type.ToName()}; a regular file is wanted");
            }
        }

        return new PathFinding(fault == PathFault.Missing, fault == PathFault.None ? null : problem);
    }

    /// <summary>Looks whether a path is missing on the target.</summary>
    /// <param name="path">An absolute path on the target.</param>
    /// <returns>What is missing; null where something is there.</returns>
    public string? FindMissing(string path) => SafePath.Check(target, path, out string problem) == PathFault.Missing ? problem : null;

    /// <summary>Looks at a directory of scripts (<see cref="Policy.CommandOptions.Scripts"/>).</summary>
    /// <param name="path">An absolute path on the target.</param>
    /// <returns>Which scripts would not run, and why.</returns>
    public ScriptsFinding LookAtScripts(string path)
    {
        bool isMissing = SafePath.Check(target, path, out _) == PathFault.Missing;
        using ScriptDirectory? directory = ScriptDirectory.Open(target, path, out Rejection? rejection);
        if (directory is null)
        {
            return new ScriptsFinding { IsMissing = isMissing, Problem = rejection?.Message ?? $"the script directory {path} cannot be opened" };
        }

        var skipped = new List<KeyValuePair<string, string>>();
        foreach (string name in directory.Names)
        {
            using SafePath? script = directory.TryOpen(name, out string reason);
            if (script is null)
            {
                skipped.Add(new(directory.PathOf(name), reason));
            }
        }

        return new ScriptsFinding { Count = directory.Names.Length, Skipped = skipped };
    }

    /// <summary>Runs a line in the target's shell, as a command does, and keeps what it writes to standard output.</summary>
    /// <param name="options">The target, the shell and the timeout.</param>
    /// <param name="line">The line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How it ended, or why it could not be run, and what it wrote.</returns>
    /// <exception cref="ExecutionTargetException">The target cannot be entered.</exception>
    public static async Task<(ExecutionResult Result, string Output)> RunShellAsync(ExecutionOptions options, string line, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(line);
        using var processes = new ProcessExecutor(options, TimeProvider.System);
        var output = new TextOutput();
        // As an argv, so that it is the shell that is tried, whatever the line is.
        var plan = new ExecutionPlan { Arguments = [options.Shell, "-c", ShellOperand.Of(line)] };
        ExecutionResult result = await processes.ExecuteAsync(plan, new CommandExecution(Peer.Fifo, output), cancellationToken).ConfigureAwait(false);
        return (result, output.Text);
    }

    private static TargetPresence PresenceOf(bool isKnown, Func<bool> has) => !isKnown ? TargetPresence.Absent : has() ? TargetPresence.Present : TargetPresence.NumberAlone;
}
