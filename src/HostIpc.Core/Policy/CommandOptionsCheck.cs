using System.Globalization;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Settings;
using HostIpc.Text;
using static HostIpc.Settings.ValidationErrors;

namespace HostIpc.Policy;

/// <summary>Finds what is wrong with a command's settings.</summary>
public static class CommandOptionsCheck
{
    /// <summary>How many elements <c>Run</c>, and a list like it, may have.</summary>
    public const int MaxElements = 1024;

    /// <summary>How many variables a command may set, and how many it may pass on.</summary>
    public const int MaxVariables = 256;

    private const int LongestText = 131071; // of one argument, execve(2)

    private static readonly string[] Kinds = ["Run", "Shell", "Scripts"];

    /// <summary>The least time limit of a command: a millisecond.</summary>
    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);

    /// <summary>Finds what is wrong.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="isHandled">Whether a function of the application handles it, so that it runs nothing.</param>
    /// <param name="section">What it has beside <c>Run</c>, <c>Shell</c> and <c>Scripts</c>; null for nothing.</param>
    /// <returns>Each fault, by key below the command. Empty where the command can be defined.</returns>
    public static IReadOnlyList<ValidationError> FindFaults(CommandOptions options, bool isHandled, HandledSection? section = null)
    {
        var faults = new List<ValidationError>();
        FindKindFaults(options, isHandled, section, faults);
        faults.AddRange(section?.FindFaults(options) ?? []);
        faults.AddRange(ParameterCheck.FindFaults(options, section));
        faults.AddRange(AllowRuleCheck.FindFaults("Allow", options.Allow));

        // What a function handles runs nothing: what is set beside it is wrong as a whole.
        faults.AddRange(CommandOptions.Settings.All.Where(setting => !isHandled || !Kinds.Contains(setting.Key)).SelectMany(setting => setting.FindFaults(options)));
        return faults;
    }

    /// <summary>Finds what is wrong with a text that a program is to get as one argument.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What was found and what is wanted, to stand behind the key; null for nothing.</returns>
    public static string? FindTextFault(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? "contains a NUL; a text without is wanted"
        : text.Length > LongestText ? $"has {text.Length} characters; at most {LongestText} are wanted"
        : null;

    /// <summary>Finds what is wrong with a user.</summary>
    /// <param name="user"><c>user</c> or <c>user:group</c>; null for none.</param>
    /// <returns>What was found and what is wanted, to stand behind the key; null for nothing.</returns>
    public static string? FindUserFault(string? user) =>
        user is not null && (user.Split(':') is not ([{ Length: > 0 }] or [{ Length: > 0 }, { Length: > 0 }]) || FindTextFault(user) is not null)
            ? $"is \"{user}\"; USER or USER:GROUP is wanted" : null;

    private static void FindKindFaults(CommandOptions options, bool isHandled, HandledSection? section, List<ValidationError> faults)
    {
        string?[] all = [options.Run.Count > 0 ? "Run" : null, options.Shell is not null ? "Shell" : null, options.Scripts is not null ? "Scripts" : null, section?.Key];
        string[] kinds = [.. all.OfType<string>()];
        if (isHandled)
        {
            faults.AddRange(kinds.Select(kind => new ValidationError(kind, "is set, but a function handles the command; one or the other is wanted")));
            return;
        }

        if (kinds.Length == 0)
        {
            faults.Add(new ValidationError("Run", "is missing or empty; a list of a program and its arguments, or Shell, Scripts or Docker is wanted"));
        }

        faults.AddRange(kinds.Skip(1).Select(kind => new ValidationError(kind, $"is set beside {kinds[0]}; one of Run, Shell, Scripts and Docker is wanted")));
        Check(faults, "Stdin", options.Stdin && options.Scripts is not null ? "is true, but scripts read from /dev/null; false is wanted" : null);
    }

    internal static IEnumerable<ValidationError> FindRunFaults(CommandOptions options)
    {
        var faults = new List<ValidationError>();
        IList<string> run = options.Run;
        Check(faults, "Run", run.Count > MaxElements ? $"has {run.Count} elements; at most {MaxElements} are wanted" : null);
        Check(faults, "Run:0", run is ["", ..] ? "is empty; a program is wanted" : null);
        for (int i = 0; i < run.Count; i++)
        {
            Check(faults, string.Create(CultureInfo.InvariantCulture, $"Run:{i}"), FindTextFault(run[i]));
        }

        return faults;
    }

    internal static IEnumerable<ValidationError> FindEnvironmentFaults(CommandOptions options)
    {
        var faults = new List<ValidationError>();
        Check(faults, "Environment", options.Environment.Count > MaxVariables ? $"has {options.Environment.Count} variables; at most {MaxVariables} are wanted" : null);
        foreach ((string name, string value) in options.Environment)
        {
            Check(faults, $"Environment:{name}", VariableName.IsName(name) && !VariableName.IsOwn(name) ? FindTextFault(value) : "is no name; one that is not empty, without = and NUL, and not HOSTIPC_* is wanted");
        }

        Check(faults, $"Environment:{SearchPath.Name}", options.Environment.TryGetValue(SearchPath.Name, out string? path) ? SearchPath.FindFault(path) : null);
        return faults;
    }

    internal static IEnumerable<ValidationError> FindPassedFaults(CommandOptions options)
    {
        var faults = new List<ValidationError>();
        Check(faults, "PassEnvironment", options.PassEnvironment.Count > MaxVariables ? $"has {options.PassEnvironment.Count} names; at most {MaxVariables} are wanted" : null);
        foreach (string name in options.PassEnvironment)
        {
            Check(faults, "PassEnvironment", VariableName.FindFault(name, "") is not null
                ? $"has \"{name}\", which no request may set; names other than those of the loader, a shell's startup, PATH and HOSTIPC_* are wanted" : null);
        }

        return faults;
    }

    internal static IEnumerable<ValidationError> FindSignalFaults(CommandOptions options)
    {
        var faults = new List<ValidationError>();
        Check(faults, "Signals", options.Signals.Count > CommandOptions.MaxSignals ? $"has {options.Signals.Count} names; at most {CommandOptions.MaxSignals} are wanted" : null);
        foreach (string name in options.Signals)
        {
            Check(faults, "Signals", SignalNames.Find(name) is null ? $"has \"{name}\", which is no signal; names such as TERM, or numbers from 1 to 64 are wanted" : null);
        }

        return faults;
    }

    internal static string? FindPathFault(string? path) =>
        path is null || (path.StartsWith('/') && FindTextFault(path) is null) ? null : $"is \"{path}\"; an absolute path on the target is wanted";
}
