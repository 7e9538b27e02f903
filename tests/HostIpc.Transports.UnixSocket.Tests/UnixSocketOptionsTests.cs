using HostIpc.Hosting;
using Microsoft.Extensions.Configuration;
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
    [InlineData("/ipc/s", 0x180, 0, "UnixSocket:Backlog is 0; 1 to 4096 is wanted")]
    [InlineData("/ipc/s", 0x180, 4097, "UnixSocket:Backlog is 4097")]
    public void AddUnixSocket_WhenASettingIsOutOfRange_NamesIt(string path, int mode, int backlog, string message) =>
        Should.Throw<OptionsValidationException>(() => Listener(options =>
        {
            options.Path = path;
            options.Mode = (UnixFileMode)mode;
            options.Backlog = backlog;
        })).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("0444", 0x124)]
    [InlineData("400", 0x100)]
    [InlineData("0666", 0x1b6)]
    public void Mode_WhenAConfigurationGivesIt_ThenItIsOctal(string text, int expected)
    {
        UnixSocketOptions options = Bind("Mode", text);
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
        UnixSocketOptions bound = Bind("Mode", text);
        Should.Throw<OptionsValidationException>(() => bound.Validate()).Message.ShouldContain($":Mode is \"{text}\": it has to be an octal mode from 0000 to 0777");
        bound.Mode = UnixFileMode.UserRead;
        bound.Validate();
    }

    [Fact]
    public void Mode_WhenAConfigurationHasOtherKeysAlone_ThenItStays() => Bind("Path", "/ipc/x").Mode.ShouldBe((UnixFileMode)0x180);

    private static UnixSocketOptions Bind(string key, string value)
    {
        var options = new UnixSocketOptions();
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, value)]).Build().Bind(options);
        return options;
    }

    [Fact]
    public void Configure_WhenTheApplicationDoesIt_ThenItHoldsForTheFirstSocketAndTheLastWordCounts()
    {
        var builder = new Builder();
        builder.Services.Configure<UnixSocketOptions>(options => options.Path = "/a/early.sock");
        builder.AddUnixSocket().AddUnixSocket(options => options.Path = "/a/second.sock");
        Endpoints().ShouldBe(["unix:/a/early.sock", "unix:/a/second.sock"]);

        builder.Services.Configure<UnixSocketOptions>(options => options.Path = "/a/late.sock");
        Endpoints().ShouldBe(["unix:/a/late.sock", "unix:/a/second.sock"]);

        IEnumerable<string> Endpoints() => builder.Services.BuildServiceProvider().GetServices<IConnectionListener>().Select(listener => listener.Endpoint);
    }

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
