using System.Globalization;

namespace HostIpc.Execution.Linux;

/// <summary>Directories to look for programs in: what a command gets as <c>PATH</c>, and where its own program is looked for.</summary>
internal static class SearchPath
{
    public const string Name = "PATH";

    private const int MaxLength = 4096;
    private const int MaxDirectories = 64;

    /// <summary>What is wrong with a path; null for nothing.</summary>
    public static string? FindFault(string path) =>
        path.Length > MaxLength ? string.Create(CultureInfo.InvariantCulture, $"has {path.Length} characters; at most {MaxLength} are wanted")
        : path.Contains('\0', StringComparison.Ordinal) || !Split(path).All(directory => directory.StartsWith('/')) ? $"is \"{path}\"; absolute directories with colons between them are wanted"
        : Split(path).Length > MaxDirectories ? string.Create(CultureInfo.InvariantCulture, $"has {Split(path).Length} directories; at most {MaxDirectories} are wanted")
        : null;

    /// <summary>The directories.</summary>
    public static string[] Split(string path) => path.Split(':');

    /// <summary>The path that holds for a command: its own, else the server's.</summary>
    public static string Of(IDictionary<string, string>? environment, string path) => environment is not null && environment.TryGetValue(Name, out string? own) ? own : path;
}
