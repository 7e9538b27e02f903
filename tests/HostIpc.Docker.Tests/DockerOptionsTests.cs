using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker;

public sealed class DockerOptionsTests
{
    [Fact]
    public void Options_ByDefault_AreInRange() => DockerOptionsValidator.Validate(new DockerOptions());

    [Theory]
    [InlineData("", "Docker:Socket is ''")]
    [InlineData("docker.sock", "Docker:Socket is 'docker.sock'")]
    [InlineData("/var/run/\0", "has to be the absolute path of a socket")]
    public void Socket_ThatIsNoPath_IsRefused(string socket, string message) =>
        Should.Throw<OptionsValidationException>(() => DockerOptionsValidator.Validate(new DockerOptions { Socket = socket })).Message.ShouldContain(message);

    [Fact]
    public void Socket_ThatIsTooLong_IsRefused()
    {
        DockerOptionsValidator.Validate(new DockerOptions { Socket = "/" + new string('x', 106) });
        Should.Throw<OptionsValidationException>(() => DockerOptionsValidator.Validate(new DockerOptions { Socket = "/" + new string('x', 107) }))
            .Message.ShouldBe("Docker:Socket has 108 bytes: the path of a socket may have 107 at most");
    }

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
