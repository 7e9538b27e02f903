using HostIpc.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker.Identity;

public sealed class DockerOptionsTests
{
    [Fact]
    public void Options_ByDefault_AreInRange() => DockerOptionsValidator.Validate(new DockerOptions());

    [Theory]
    [InlineData("", "Docker:Socket is \"\"; the absolute path of a socket, unix:///path or tcp://host:port is wanted")]
    [InlineData("docker.sock", "Docker:Socket is \"docker.sock\"; the absolute path of a socket, unix:///path or tcp://host:port is wanted")]
    [InlineData("/var/run/\0", "the absolute path of a file is wanted")]
    [InlineData("tcp://host", "a name or address and a port are wanted")]
    public void Socket_ThatIsNoPath_IsRefused(string socket, string message) =>
        Should.Throw<OptionsValidationException>(() => DockerOptionsValidator.Validate(new DockerOptions { Socket = socket })).Message.ShouldContain(message);

    [Fact]
    public void Socket_ThatIsTooLong_IsRefused()
    {
        DockerOptionsValidator.Validate(new DockerOptions { Socket = "/" + new string('x', 106) });
        Should.Throw<OptionsValidationException>(() => DockerOptionsValidator.Validate(new DockerOptions { Socket = "/" + new string('x', 107) }))
            .Message.ShouldBe("Docker:Socket has 108 bytes; a path of at most 107 is wanted");
    }

    [Theory]
    [InlineData("unix:///run/docker.sock")]
    [InlineData("tcp://127.0.0.1:2375")]
    public void Socket_WithAScheme_IsInRange(string socket) => DockerOptionsValidator.Validate(new DockerOptions { Socket = socket });

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10_001)]
    [InlineData(-1)]
    public void Timeout_OutOfRange_IsRefused(int milliseconds) =>
        Should.Throw<OptionsValidationException>(() => DockerOptionsValidator.Validate(new DockerOptions { Timeout = TimeSpan.FromMilliseconds(milliseconds) }))
            .Message.ShouldContain("it has to be 00:00:00.0100000 to 00:00:10");

    [Fact]
    public void Server_WhenTheDirectoryIsAdded_HasItWithItsSettings()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHostIpc().AddDockerContainers(options => options.Socket = "relative");
        using ServiceProvider provider = services.BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IContainerDirectory>());
    }
}
