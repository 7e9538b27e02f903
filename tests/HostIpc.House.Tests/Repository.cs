namespace HostIpc.House;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    /// <summary>The projects in a folder of the solution: <c>src</c>, <c>tests</c>, <c>benchmarks</c>.</summary>
    public static IReadOnlyList<Project> ProjectsIn(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static path => new Project(path))];
}
