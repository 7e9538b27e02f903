using HostIpc.Hosting;
using Microsoft.Extensions.Configuration;
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
    [InlineData("/ipc/c", 0x180, 0, "Fifo:Concurrency is 0; 1 to 1024 is wanted")]
    [InlineData("/ipc/c", 0x180, 1025, "Fifo:Concurrency is 1025")]
    public void AddFifo_WhenASettingIsOutOfRange_NamesIt(string path, int mode, int concurrency, string message) =>
        Should.Throw<OptionsValidationException>(() => Listener(options =>
        {
            options.Path = path;
            options.Mode = (UnixFileMode)mode;
            options.Concurrency = concurrency;
        })).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("0444", 0x124)]
    [InlineData("400", 0x100)]
    [InlineData("0666", 0x1b6)]
    public void Mode_WhenAConfigurationGivesIt_ThenItIsOctal(string text, int expected)
    {
        FifoOptions options = Bind("Mode", text);
        options.Mode.ShouldBe((UnixFileMode)expected);
        options.OctalMode.ShouldBe(text.PadLeft(4, '0'));
    }

    [Theory]
    [InlineData("0888")]
    [InlineData("")]
    [InlineData("4777")]
    [InlineData("1000")]
    [InlineData("UserRead")]
    [InlineData("0x1a4")]
    public void Mode_WhenAConfigurationGivesNoOctalMode_ThenItIsRefused(string text)
    {
        FifoOptions bound = Bind("Mode", text);
        Should.Throw<OptionsValidationException>(() => bound.Validate()).Message.ShouldContain($":Mode is \"{text}\": it has to be an octal mode from 0000 to 0777");
        bound.Mode = UnixFileMode.UserRead;
        bound.Validate();
    }

    [Fact]
    public void Mode_WhenAConfigurationHasOtherKeysAlone_ThenItStays() => Bind("Path", "/ipc/x").Mode.ShouldBe((UnixFileMode)0x180);

    private static FifoOptions Bind(string key, string value)
    {
        var options = new FifoOptions();
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, value)]).Build().Bind(options);
        return options;
    }

    [Fact]
    public void Configure_WhenTheApplicationDoesIt_ThenItHolds()
    {
        var services = new ServiceCollection();
        services.Configure<FifoOptions>(options => options.Path = "/a/channel");
        services.AddLogging().AddHostIpc().AddFifo();
        services.BuildServiceProvider().GetRequiredService<IConnectionListener>().Endpoint.ShouldBe("fifo:/a/channel");
    }

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
