namespace HostIpc;

/// <summary>The folder of the solution, for tests that read its files or build from them.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(directory!.FullName, "HostIpc.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
