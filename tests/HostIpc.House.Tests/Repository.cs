namespace HostIpc.House;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The projects in a folder of the solution: <c>src</c>, <c>tests</c>, <c>benchmarks</c>.</summary>
    public static IReadOnlyList<Project> ProjectsIn(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static path => new Project(path))];

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "HostIpc.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
