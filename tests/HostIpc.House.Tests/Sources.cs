using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>The C# files of this repository.</summary>
internal static partial class Sources
{
    /// <summary>The files below the folders, without what a build makes; paths from the root on.</summary>
    public static IEnumerable<string> In(params string[] folders) =>
        folders.SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories))
            .Select(static path => Path.GetRelativePath(RepositoryRoot.Path, path))
            .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(RepositoryRoot.Path, path));

    /// <summary>The names of the tests in a file.</summary>
    public static IEnumerable<string> TestsIn(string path)
    {
        bool isMarked = false;
        foreach (string line in ReadLines(path))
        {
            isMarked |= Mark().IsMatch(line);
            if (isMarked && Method().Match(line) is { Success: true } method)
            {
                isMarked = false;
                yield return method.Groups["name"].Value;
            }
        }
    }

    [GeneratedRegex(@"^\s+\[\w*(Fact|Theory)\b")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s+public [^=(]*?(?<name>\w+)\(")]
    private static partial Regex Method();
}
