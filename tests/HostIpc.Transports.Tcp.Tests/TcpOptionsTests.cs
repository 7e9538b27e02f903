using HostIpc.Hosting;
using HostIpc.Network;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

public sealed class TcpOptionsTests
{
    [Fact]
    public void AddTcp_WithoutSettings_ListensNowhere() => Listeners(null).ShouldBeEmpty();

    [Fact]
    public void AddTcp_WithAddresses_ListensOnEach() => Listeners(options => options.Listen = ["47201", "[::1]:47202", "bridge:47203"]).ShouldBe(
        ["tcp:127.0.0.1:47201", "tcp:[::1]:47202", $"tcp:{(BridgeNetwork.Find() is { } bridge ? $"{bridge.Address}:47203" : "bridge:47203")}"]);

    [Theory]
    [InlineData("localhost:1", "bridge", 1, "Tcp:Listen has 'localhost:1': address:port, [address]:port, bridge:port or a port is wanted")]
    [InlineData("::1:47201", "bridge", 1, "Tcp:Listen has '::1:47201'")]
    [InlineData("", "bridge", 1, "Tcp:Listen has ''")]
    [InlineData("1", "docker0", 1, "Tcp:AllowFrom has 'docker0': an address, a network as ADDRESS/BITS, or bridge is wanted")]
    [InlineData("1", "10.0.0.0/33", 1, "Tcp:AllowFrom has '10.0.0.0/33'")]
    [InlineData("1", "bridge", 0, "Tcp:Backlog is 0; 1 to 4096 is wanted")]
    [InlineData("1", "bridge", 4097, "Tcp:Backlog is 4097")]
    public void AddTcp_WhenASettingIsOutOfRange_NamesIt(string listen, string allowFrom, int backlog, string message) =>
        Should.Throw<OptionsValidationException>(() => Listeners(options =>
        {
            options.Listen = [listen];
            options.AllowFrom = [allowFrom];
            options.Backlog = backlog;
        })).Message.ShouldStartWith(message);

    [Fact]
    public void AddTcp_WithTooManyAddresses_SaysHowManyThereMayBe() =>
        Should.Throw<OptionsValidationException>(() => Listeners(options => options.Listen = [.. Enumerable.Repeat("1", 17)])).Message.ShouldBe("Tcp:Listen has 17 elements: it may have 16");

    [Fact]
    public void Configure_WhenTheApplicationDoesIt_ThenItHolds()
    {
        var builder = new Builder();
        builder.Services.Configure<TcpOptions>(options => options.Listen = ["127.0.0.1:47211"]);
        builder.AddTcp();
        builder.Services.BuildServiceProvider().GetServices<IConnectionListenerSource>().SelectMany(source => source.Create()).Select(listener => listener.Endpoint)
            .ShouldBe(["tcp:127.0.0.1:47211"]);
    }

    private static string[] Listeners(Action<TcpOptions>? configure)
    {
        var builder = new Builder();
        builder.AddTcp(configure).ShouldBeSameAs(builder);
        ServiceProvider services = builder.Services.BuildServiceProvider();
        return [.. services.GetServices<IConnectionListenerSource>().SelectMany(source => source.Create()).Select(listener => listener.Endpoint)];
    }

    private sealed class Builder : IHostIpcBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
