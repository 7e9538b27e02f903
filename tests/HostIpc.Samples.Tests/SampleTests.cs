using System.Text.RegularExpressions;

namespace HostIpc.Samples.Tests;

/// <summary>The samples do what they say.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly string _directory = TemporaryDirectories.Create("hostipc-samples-").FullName;

    private string Socket => $"{_directory}/hostipc.sock";

    private Dictionary<string, string> Environment => new()
    {
        ["NAMED_PIPE"] = $"{_directory}/channel",
        ["HOSTIPC_ENDPOINT"] = $"unix:{Socket}",
        ["HOSTIPC_TEST_ENDPOINT"] = $"unix:{Socket}",
    };

    [Fact]
    public async Task ContainerClient_WhenAServerServes_ThenItsCommandsRunThere()
    {
        using SampleProgram server = await StartServerAsync("hostipcd");
        using SampleProgram client = SampleProgram.StartDotNet("ContainerClient", Environment);

        (int exitCode, string output, string error) = await client.EndAsync();

        exitCode.ShouldBe(0, output + error);

        // The signal ends the command some lines later where the machine is busy.
        output = Regex.Replace(Regex.Replace(output, @"of command \d+", "of command N"), @"(?<=: 3\n)(Stdout of command N: \d+\n)+", "");
        output.ShouldBe(
            $"""
            the host is {System.Environment.MachineName}
            sorted there: apple pear quince
            Stdout of command N: 1
            Stdout of command N: 2
            Stdout of command N: 3
            ended by signal 15
            rejected: NotFound

            """);
    }

    [Fact]
    public async Task EmbeddedServer_WhenItIsAsked_ThenItsCommandsAnswer()
    {
        using SampleProgram server = await StartServerAsync("EmbeddedServer", _directory);

        (await AskAsync("run", "note", "buy  milk", "$HOME")).ShouldBe((0, ""));
        (await AskAsync("run", "notes")).Output.ShouldEndWith(": buy  milk $HOME\n");
        (await AskAsync("run", "count", "3")).ShouldBe((0, "1\n2\n3\n"));
        (await AskAsync("run", "count")).ExitCode.ShouldBe(2);
        (await AskAsync("run", "disk")).Output.ShouldStartWith("Filesystem");
        (await AskAsync("run", "id")).ExitCode.ShouldBe(126);
        (await AskAsync("list")).Output.ShouldContain("upper");
    }

    [Fact]
    public async Task Python_WhenItsTestsRunAgainstAServer_ThenTheyPass()
    {
        using SampleProgram server = await StartServerAsync("hostipcd");
        using SampleProgram tests = SampleProgram.Start("python3", Environment, PythonDirectory, "-m", "unittest", "-v");

        (int exitCode, string output, string error) = await tests.EndAsync(TimeSpan.FromMinutes(4));

        exitCode.ShouldBe(0, output + error);
        error.ShouldNotContain("skipped");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string PythonDirectory => $"{RepositoryRoot.Path}/samples/python";

    private async Task<SampleProgram> StartServerAsync(string assembly, params string[] arguments)
    {
        SampleProgram server = SampleProgram.StartDotNet(assembly, Environment, arguments);
        await server.UntilThereAsync(Socket);
        return server;
    }

    // With the client in Python: the one that was written from the protocol's description.
    private async Task<(int ExitCode, string Output)> AskAsync(params string[] arguments)
    {
        using SampleProgram client = SampleProgram.Start("python3", Environment, PythonDirectory, ["hostipc.py", .. arguments]);
        (int exitCode, string output, _) = await client.EndAsync();
        return (exitCode, output);
    }
}
