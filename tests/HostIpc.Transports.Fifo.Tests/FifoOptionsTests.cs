using HostIpc.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Fifo;

public sealed class FifoOptionsTests
{
    [Fact]
    public void AddFifo_WithoutSettings_ListensOnTheDefaultPath() => Listener(null).Endpoint.ShouldBe("fifo:/ipc/channel");

    [Theory]
    [InlineData("", 0x180, 1, "Fifo:Path is ''")]
    [InlineData("/ipc/", 0x180, 1, "Fifo:Path is '/ipc/'")]
    [InlineData("/..", 0x180, 1, "Fifo:Path is '/..'")]
    [InlineData("/ipc/c", 0x9ff, 1, "Fifo:Mode is 4777")]
    [InlineData("/ipc/c", 0x180, 0, "Fifo:Concurrency is 0: it has to be 1 to 1024")]
    [InlineData("/ipc/c", 0x180, 1025, "Fifo:Concurrency is 1025")]
    public void AddFifo_WhenASettingIsOutOfRange_NamesIt(string path, int mode, int concurrency, string message) =>
        Should.Throw<OptionsValidationException>(() => Listener(options =>
        {
            options.Path = path;
            options.Mode = (UnixFileMode)mode;
            options.Concurrency = concurrency;
        })).Message.ShouldStartWith(message);

    private static IConnectionListener Listener(Action<FifoOptions>? configure)
    {
        var builder = new Builder();
        builder.AddFifo(configure).ShouldBeSameAs(builder);
        var provider = builder.Services.BuildServiceProvider();
        return provider.GetRequiredService<IConnectionListener>();
    }

    private sealed class Builder : IHostIpcBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
