using HostIpc.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class UnixSocketOptionsTests
{
    [Fact]
    public void AddUnixSocket_WithoutSettings_ListensOnTheDefaultPath() => Listener(null).Endpoint.ShouldBe("unix:/ipc/hostipc.sock");

    [Theory]
    [InlineData("", 0x180, 1, "UnixSocket:Path is ''")]
    [InlineData("/ipc/", 0x180, 1, "UnixSocket:Path is '/ipc/'")]
    [InlineData("/..", 0x180, 1, "UnixSocket:Path is '/..'")]
    [InlineData("/ipc/s", 0x9ff, 1, "UnixSocket:Mode is 4777")]
    [InlineData("/ipc/s", 0x180, 0, "UnixSocket:Backlog is 0: it has to be 1 to 4096")]
    [InlineData("/ipc/s", 0x180, 4097, "UnixSocket:Backlog is 4097")]
    public void AddUnixSocket_WhenASettingIsOutOfRange_NamesIt(string path, int mode, int backlog, string message) =>
        Should.Throw<OptionsValidationException>(() => Listener(options =>
        {
            options.Path = path;
            options.Mode = (UnixFileMode)mode;
            options.Backlog = backlog;
        })).Message.ShouldStartWith(message);

    private static IConnectionListener Listener(Action<UnixSocketOptions>? configure)
    {
        var builder = new Builder();
        builder.AddUnixSocket(configure).ShouldBeSameAs(builder);
        return builder.Services.BuildServiceProvider().GetRequiredService<IConnectionListener>();
    }

    private sealed class Builder : IHostIpcBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
