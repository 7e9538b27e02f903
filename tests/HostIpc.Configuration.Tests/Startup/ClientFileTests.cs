using System.Text.RegularExpressions;
using HostIpc.Configuration.Settings;
using HostIpc.Files;
using HostIpc.Modules;
using HostIpc.Server;

namespace HostIpc.Configuration.Startup;

public sealed class ClientFileTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly DirectoryInfo _directory = TemporaryDirectories.Create("hostipc greeting-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Client_WhenItIsBesideTheServer_ThenItIsCalledByItsPath()
    {
        File.WriteAllText($"{_directory.FullName}/hostipc", "");
        ClientFile.FindInvocation($"{_directory.FullName}/hostipc", MountTable.Parse([])).ShouldBe(($"'{_directory.FullName}/hostipc'", null));
    }

    [Fact]
    public void Client_WhenTheServerWasBuiltInASourceTree_ThenItIsRunFromThere()
    {
        string bin = Directory.CreateDirectory($"{_directory.FullName}/artifacts/bin/x").FullName;
        Directory.CreateDirectory($"{_directory.FullName}/src/HostIpc.Cli");
        File.WriteAllText($"{_directory.FullName}/src/HostIpc.Cli/HostIpc.Cli.csproj", "");
        ClientFile.FindInvocation($"{bin}/hostipc", MountTable.Parse([])).ShouldBe(($"dotnet run --project '{_directory.FullName}/src/HostIpc.Cli' --", null));
    }

    [Fact]
    public void Client_WhenThereIsNone_ThenItIsCalledByItsName() =>
        ClientFile.FindInvocation($"{_directory.FullName}/hostipc", MountTable.Parse([])).ShouldBe(("hostipc", null));

    [Theory]
    [InlineData($"1 0 8:1 /var/lib/docker/containers/{Id}/hostname /etc/hostname rw - ext4 /dev/sda1 rw", "docker")]
    [InlineData($"1 0 0:5 /containers/storage/overlay-containers/{Id}/userdata/hostname /etc/hostname rw - tmpfs none rw", "podman")]
    public void Client_WhenItIsInAnImage_ThenItIsCalledThroughTheEngine(string mount, string program) =>
        ClientFile.FindContainer(MountTable.Parse([mount])).ShouldBe((program, "0123456789ab"));

    [Theory]
    [InlineData("1 0 8:1 /etc/hostname /etc/hostname rw - ext4 /dev/sda1 rw")]
    [InlineData("1 0 8:1 / / rw - ext4 /dev/sda1 rw")]
    [InlineData("")]
    public void Client_WhenThereIsNoContainer_ThenNoneIsNamed(string mount) => ClientFile.FindContainer(MountTable.Parse([mount])).ShouldBeNull();

    [Theory]
    [InlineData("/a/b.sock", "/a/b.sock")]
    [InlineData("unix:/a b", "'unix:/a b'")]
    [InlineData("/it's", "'/it'\\''s'")]
    [InlineData("$(id)", "'$(id)'")]
    public void Word_WhenAShellWouldReadItOtherwise_ThenItIsQuoted(string word, string expected) => StartupTrial.Quote(word).ShouldBe(expected);

    [Fact]
    public async Task Greeting_WhenTheServerStarts_ThenItsLinesNameWhatIsThere()
    {
        using var server = new ServerProcess();
        (_, string output) = await server.RunAsync("$SERVER 2>$LOG.errors & until grep -q 'tail -F' $LOG.errors 2>/dev/null; do sleep 0.05; done; kill $!; wait $!; cat $LOG.errors");
        string project = Regex.Match(output, "    dotnet run --project (.*) -- --endpoint (unix:.*) run -c 'echo hello from ").Groups[1].Value;
        File.Exists($"{project}/HostIpc.Cli.csproj").ShouldBeTrue(output);
        output.ShouldContain($"    echo 'echo hello from $(uname -n)' > {server.Fifo}\n    tail -F {server.LogPath}\n");
    }
}
