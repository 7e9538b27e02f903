namespace HostIpc.Packages;

/// <summary>An application brings what it uses of HostIpc, and nothing else.</summary>
public sealed class ApplicationTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    [Fact]
    public async Task Client_WhenAnApplicationReferencesItsPackage_ThenItsOutputHasClientAndProtocolAndNothingElseOfOurs()
    {
        string output = await packages.BuildApplicationAsync(
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

        OwnFilesOf(output).ShouldBe(["HostIpc.Client.dll", "HostIpc.Protocol.dll"]);
        (await DotNet.RunAsync(output, "ClientApplication.dll")).ShouldStartWith("False no connection to unix:/nowhere/hostipc.sock: ");
    }

    [Fact]
    public async Task Testing_WhenAnApplicationReferencesItsPackage_ThenItTestsAgainstAHostInMemory()
    {
        string output = await packages.BuildApplicationAsync(
            "TestingApplication",
            "HostIpc.Testing",
            """
            using HostIpc.Client;
            using HostIpc.Testing;

            using var host = new InMemoryHost();
            host.OnCommand("df", call => call.Reply(stdout: $"42 % {call.Arguments[0]}"));
            await using HostIpcClient client = host.CreateClient();
            Console.Write((await client.RunAsync("df", "-h")).EnsureSuccess().OutputText);
            """);

        OwnFilesOf(output).ShouldBe(["HostIpc.Client.dll", "HostIpc.Protocol.dll", "HostIpc.Testing.dll"]);
        (await DotNet.RunAsync(output, "TestingApplication.dll")).ShouldBe("42 % -h");
    }

    private static IEnumerable<string> OwnFilesOf(string output) =>
        Directory.EnumerateFiles(output, "*.dll").Select(static path => Path.GetFileName(path)).Where(static name => name.StartsWith("HostIpc", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
}
