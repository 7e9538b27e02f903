using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>The sample of an application in a container, native and with nothing around it.</summary>
public sealed class SampleTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Fact]
    public async Task ContainerClient_WhenItRunsInAnEmptyImage_ThenItsCommandsRunOnTheHost()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        string image = $"hostipc-e2e-sample:{Unique.Name("sample")}";
        string directory = TemporaryDirectories.Create("hostipc-e2e-sample-").FullName;
        try
        {
            ProgramOutput published = await Programs.RunAsync(
                $"{RepositoryRoot.Path}/eng/publish-native", [directory, $"{RepositoryRoot.Path}/samples/ContainerClient"], bound: TimeSpan.FromMinutes(8));
            published.ExitCode.ShouldBe(0, published.All);
            await scenario.Docker.GetAsync("build", "--quiet", "--tag", image, "--file", $"{RepositoryRoot.Path}/samples/ContainerClient/Dockerfile", directory);

            string output = await scenario.Docker.GetAsync("run", "--rm", "--network", "none", "--volume", $"{scenario.Volume}:/ipc:ro", image);

            output.ShouldStartWith($"the host is {Scenario.HostName}\nsorted there: apple pear quince\n");
            output.ShouldEndWith("ended by signal 15\nrejected: NotFound");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
            await scenario.Docker.RunAsync("image", "rm", "--force", image);
        }
    }
}
