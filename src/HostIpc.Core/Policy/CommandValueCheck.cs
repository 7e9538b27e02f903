using System.Globalization;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Settings;
using HostIpc.Text;
using static HostIpc.Settings.ValidationError;

namespace HostIpc.Policy;

/// <summary>Finds what is wrong with single values of a command: an argument, a user, a path, a list of variables.</summary>
public static class CommandValueCheck
{
    /// <summary>How many elements <c>Run</c>, and a list like it, may have.</summary>
    public const int MaxElements = 1024;

    /// <summary>How many variables a command may set, and how many it may pass on.</summary>
    public const int MaxVariables = 256;

    internal const int MaxSignals = 64;

    private const int LongestText = 131071; // of one argument, execve(2)

    /// <summary>The least time limit of a command: a millisecond.</summary>
    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);

    /// <summary>Finds what is wrong with a text that a program is to get as one argument.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What was found and what is allowed, to stand behind the key; null for nothing.</returns>
    public static string? FindTextFault(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? "contains a NUL; a text without is wanted"
        : text.Length > LongestText ? $"has {text.Length} characters; at most {LongestText} are wanted"
        : null;

    /// <summary>Finds what is wrong with a user.</summary>
    /// <param name="user"><c>user</c> or <c>user:group</c>; null for none.</param>
    /// <returns>What was found and what is allowed, to stand behind the key; null for nothing.</returns>
    public static string? FindUserFault(string? user) =>
        user is not null && (user.Split(':') is not ([{ Length: > 0 }] or [{ Length: > 0 }, { Length: > 0 }]) || FindTextFault(user) is not null)
            ? $"is \"{user}\"; USER or USER:GROUP is wanted" : null;

    internal static string? FindPathFault(string? path) =>
        path is null || (path.StartsWith('/') && FindTextFault(path) is null) ? null : $"is \"{path}\"; an absolute path on the target is wanted";

    internal static IEnumerable<ValidationError> FindRunFaults(IList<string> run)
    {
        var faults = new List<ValidationError>();
        Check(faults, "Run", run.Count > MaxElements ? $"has {run.Count} elements; at most {MaxElements} are wanted" : null);
        Check(faults, "Run:0", run is ["", ..] ? "is empty; a program is wanted" : null);
        for (int i = 0; i < run.Count; i++)
        {
            Check(faults, string.Create(CultureInfo.InvariantCulture, $"Run:{i}"), FindTextFault(run[i]));
        }

        return faults;
    }

    internal static IEnumerable<ValidationError> FindEnvironmentFaults(IDictionary<string, string> environment)
    {
        var faults = new List<ValidationError>();
        Check(faults, "Environment", environment.Count > MaxVariables ? $"has {environment.Count} variables; at most {MaxVariables} are wanted" : null);
        foreach ((string name, string value) in environment)
        {
            Check(faults, $"Environment:{name}", VariableName.IsName(name) && !VariableName.IsOwn(name) ? FindTextFault(value) : "is no name; one that is not empty, without = and NUL, and not HOSTIPC_* is wanted");
        }

        Check(faults, $"Environment:{SearchPath.Name}", environment.TryGetValue(SearchPath.Name, out string? path) ? SearchPath.FindFault(path) : null);
        return faults;
    }

    internal static IEnumerable<ValidationError> FindPassedFaults(IList<string> names)
    {
        var faults = new List<ValidationError>();
        Check(faults, "PassEnvironment", names.Count > MaxVariables ? $"has {names.Count} names; at most {MaxVariables} are wanted" : null);
        foreach (string name in names)
        {
            Check(faults, "PassEnvironment", VariableName.FindFault(name, "") is not null
                ? $"has \"{name}\", which no request may set; names other than those of the loader, a shell's startup, PATH and HOSTIPC_* are wanted" : null);
        }

        return faults;
    }

    internal static IEnumerable<ValidationError> FindSignalFaults(IList<string> names)
    {
        var faults = new List<ValidationError>();
        Check(faults, "Signals", names.Count > MaxSignals ? $"has {names.Count} names; at most {MaxSignals} are wanted" : null);
        foreach (string name in names)
        {
            Check(faults, "Signals", SignalNames.Find(name) is null ? $"has \"{name}\", which is no signal; names such as TERM, or numbers from 1 to 64 are wanted" : null);
        }

        return faults;
    }
}
