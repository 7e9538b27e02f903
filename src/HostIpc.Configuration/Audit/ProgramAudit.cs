using HostIpc.Docker.Commands;
using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds programs and script directories that others than root can put something in the place of, that are not there, or that a request chooses.</summary>
internal static class ProgramAudit
{
    private static readonly HashSet<string> Interpreters = new(StringComparer.Ordinal)
    {
        "sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "python", "python3", "perl", "ruby", "node", "php", "env", "sudo", "nice", "timeout", "nohup",
    };

    public static IEnumerable<string> Find(AuditContext context)
    {
        foreach (CommandOptions command in context.Policy.Commands)
        {
            (string key, IList<string> run) = command is DockerCommand { Docker: var docker } ? (DockerCommand.CommandKey, docker.Command) : ("Run", command.Run);
            if (FindPasted(run) is { } pasted)
            {
                yield return $"Commands:{command.Name}:{key} {pasted}";
            }
        }

        if (!context.SeesTarget)
        {
            yield break;
        }

        // One weak directory may be that of every command: it is said once.
        var found = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (CommandOptions command in context.Policy.Commands)
        {
            foreach (string weakness in FindWeaknesses(context, command).Distinct(StringComparer.Ordinal))
            {
                if (!found.TryGetValue(weakness, out List<string>? commands))
                {
                    found[weakness] = commands = [];
                }

                commands.Add(command.Name);
            }
        }

        foreach ((string weakness, List<string> commands) in found)
        {
            yield return $"{weakness} ({(commands.Count == 1 ? "command" : "commands")} {NameList.Of(commands)})";
        }
    }

    // What a shell is given as its line is read by it, with the value in it.
    private static string? FindPasted(IList<string> run)
    {
        if (run.Count > 0 && HasPlaceholder(run[0]))
        {
            return "lets the request choose the program";
        }

        int line = run.Count > 2 && IsInterpreter(run[0]) ? run.IndexOf("-c") + 1 : 0;
        return line > 0 && line < run.Count && HasPlaceholder(run[line])
            ? "puts a parameter into what a shell or interpreter reads: use Shell, or let the line read \"$1\""
            : null;
    }

    private static IEnumerable<string> FindWeaknesses(AuditContext context, CommandOptions options)
    {
        if (options.Scripts is { } scripts)
        {
            return ScriptAudit.Find(context, scripts);
        }

        if (options.Shell is not null)
        {
            return Describe(context, context.Server.Server.Execution.Shell, isProgram: true);
        }

        return options.Run.Count == 0 || HasPlaceholder(options.Run[0]) ? []
            : [.. FindProgram(context, options, options.Run[0]), .. FindScript(context, options.Run)];
    }

    private static IEnumerable<string> FindProgram(AuditContext context, CommandOptions options, string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return Describe(context, program, isProgram: true);
        }

        // Who can write to a directory that is looked into before can put a program there.
        foreach (string directory in TargetProbe.FindDirectories(options.Environment, context.Server.Server.Execution.Path))
        {
            PathFinding found = context.Probe.LookAt($"{directory}/{program}", isProgram: true);
            if (!found.IsMissing)
            {
                return found.Problem is not { } problem ? [] : [$"{directory}/{LogEscaping.EscapeExcerpt(program)}: {LogEscaping.EscapeExcerpt(problem)}"];
            }
        }

        return [$"the program {LogEscaping.EscapeExcerpt(program)} is not on the target's PATH"];
    }

    private static IEnumerable<string> FindScript(AuditContext context, IList<string> run) =>
        run.Count > 1 && IsInterpreter(run[0]) && run[1].StartsWith('/') && !HasPlaceholder(run[1]) ? Describe(context, run[1], isProgram: false) : [];

    private static IEnumerable<string> Describe(AuditContext context, string path, bool isProgram) =>
        context.Probe.LookAt(path, isProgram).Problem is not { } problem ? [] : [$"{LogEscaping.EscapeExcerpt(path)}: {LogEscaping.EscapeExcerpt(problem)}"];

    private static bool IsInterpreter(string program) => Interpreters.Contains(program[(program.LastIndexOf('/') + 1)..]);

    // {{name}} is text.
    private static bool HasPlaceholder(string text)
    {
        string rest = text.Replace("{{", "", StringComparison.Ordinal);
        return rest.Contains('{', StringComparison.Ordinal) && rest.Contains('}', StringComparison.Ordinal);
    }
}
