namespace HostIpc.Samples.Tests;

/// <summary>The client of samples/python.</summary>
internal static class PythonClient
{
    public static string Folder => $"{RepositoryRoot.Path}/samples/python";

    /// <summary>Runs it with a server's endpoint and arguments, to its end.</summary>
    public static async Task<(int ExitCode, string Output)> AskAsync(string endpoint, params string[] arguments)
    {
        using SampleProgram client = SampleProgram.Start("python3", new Dictionary<string, string>(), Folder, ["hostipc.py", "--endpoint", endpoint, .. arguments]);
        (int exitCode, string output, string error) = await client.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(error);
        return (exitCode, output);
    }
}
