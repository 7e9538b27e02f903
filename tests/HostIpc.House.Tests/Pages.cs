using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>The pages of this repository: its Markdown files.</summary>
internal static partial class Pages
{
    // What a build, git or a tool makes.
    private static readonly string[] Foreign = ["artifacts", "bin", "obj", "node_modules"];

    /// <summary>All pages; paths from the root on.</summary>
    public static IEnumerable<string> All { get; } =
        [.. FoldersBelow(RepositoryRoot.Path).SelectMany(static folder => Directory.EnumerateFiles(folder, "*.md")).Select(static path => Path.GetRelativePath(RepositoryRoot.Path, path)).Order(StringComparer.Ordinal)];

    public static string Read(string page) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));

    /// <summary>A page without its blocks of code.</summary>
    public static string WithoutCode(string text) => CodeBlock().Replace(text, "");

    private static IEnumerable<string> FoldersBelow(string folder) =>
        [folder, .. Directory.EnumerateDirectories(folder).Where(static path => Path.GetFileName(path) is var name && !name.StartsWith('.') && !Foreign.Contains(name)).SelectMany(FoldersBelow)];

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
