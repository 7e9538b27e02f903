namespace HostIpc.Samples.Tests;

/// <summary>An application brings what it uses of HostIpc, and nothing else.</summary>
public sealed class ApplicationTests(PackageFeed feed)
{
    [Fact]
    public async Task Client_WhenAnApplicationReferencesItsPackage_ThenItsOutputHasClientAndProtocolAndNothingElseOfOurs()
    {
        string assembly = await feed.BuildApplicationAsync(
            "ClientApplication",
            "HostIpc.Client",
            """
            using HostIpc.Client;

            await using var host = new HostIpcClient(new HostIpcClientOptions { Endpoint = "unix:/nowhere/hostipc.sock" });
            try
            {
                await host.RunAsync("df", "-h");
            }
            catch (HostIpcConnectionException e)
            {
                Console.Write($"{e.MayHaveRun} {e.Message}");
            }
            """);

        OwnFilesOf(assembly).ShouldBe(["HostIpc.Client.dll", "HostIpc.Protocol.dll"]);
        (await RunAsync(assembly)).ShouldStartWith("False no connection to unix:/nowhere/hostipc.sock: ");
    }

    [Fact]
    public async Task Testing_WhenAnApplicationReferencesItsPackage_ThenItTestsAgainstAHostInMemory()
    {
        string assembly = await feed.BuildApplicationAsync(
            "TestingApplication",
            "HostIpc.Testing",
            """
            using HostIpc.Client;
            using HostIpc.Testing;

            using var host = new InMemoryHost();
            host.OnCommand("df", call => call.Reply(stdout: $"42 %\n{call.Arguments[0]}"));
            await using HostIpcClient client = host.CreateClient();
            await new DiskReport(client).WriteAsync();

            internal sealed class DiskReport(IHostIpcClient client)
            {
                public async Task WriteAsync()
                {
                    Console.WriteLine((await client.RunAsync("df", "-h")).EnsureSuccess().OutputText);
                    await using IRunningCommand command = await client.StartAsync(HostCommand.Program("df", "-k"));
                    await foreach (OutputText line in command.ReadLinesAsync())
                    {
                        Console.Write($"{line.Text}, ");
                    }

                    Console.Write((await command.WaitAsync()).EnsureSuccess().ExitCode);
                }
            }
            """);

        OwnFilesOf(assembly).ShouldBe(["HostIpc.Client.dll", "HostIpc.Protocol.dll", "HostIpc.Testing.dll"]);
        (await RunAsync(assembly)).ShouldBe("42 %\n-h\n42 %, -k, 0");
    }

    private static IEnumerable<string> OwnFilesOf(string assembly) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(assembly)!, "*.dll").Select(static path => Path.GetFileName(path))
            .Where(static name => name.StartsWith("HostIpc", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);

    private static async Task<string> RunAsync(string assembly)
    {
        using SampleProgram program = SampleProgram.Start("dotnet", new Dictionary<string, string>(), workingDirectory: null, assembly);
        (int exitCode, string output, string error) = await program.EndAsync();
        exitCode.ShouldBe(0, output + error);
        return output;
    }
}
