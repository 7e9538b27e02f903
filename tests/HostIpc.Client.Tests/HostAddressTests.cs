using System.Net;

namespace HostIpc.Client;

public sealed class HostAddressTests
{
    private const string Header = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT   \n";
    private const string Own = "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";

    [Theory]
    [InlineData("eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n", "172.17.0.1")]
    [InlineData("eth0\t00000000\t010011AC\t0003\t0\t0\t100\t00000000\t0\t0\t0\nwlan0\t00000000\tFE00A8C0\t0003\t0\t0\t50\t00000000\t0\t0\t0\n", "192.168.0.254")]
    [InlineData("eth0\t00000000\t010011AC\t0001\t0\t0\t0\t00000000\t0\t0\t0\n", null)] // no gateway
    [InlineData("eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000080\t0\t0\t0\n", null)] // half of all addresses
    [InlineData("eth0\t00000000\tzzzz\t0003\t0\t0\t0\t00000000\t0\t0\t0\n", null)]
    [InlineData("", null)]
    public void Gateway_WhenTheKernelListsRoutes_ThenItIsThatOfTheDefaultOne(string routes, string? expected) =>
        (HostAddress.ParseGateway(Header + Own + routes)?.ToString()).ShouldBe(expected);

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public async Task Host_WhenItIsAnAddress_ThenItIsTaken(string host, string expected) =>
        (await HostAddress.FindAsync(host, CancellationToken.None)).ShouldHaveSingleItem().ToString().ShouldBe(expected);

    [Fact]
    public async Task Host_WhenItIsAName_ThenItIsResolved() =>
        (await HostAddress.FindAsync("localhost", CancellationToken.None)).ShouldAllBe(address => IPAddress.IsLoopback(address));

    [Fact]
    public async Task Host_WhenItIsNoName_ThenTheErrorSaysSo()
    {
        HostIpcConnectionException error = await Should.ThrowAsync<HostIpcConnectionException>(HostAddress.FindAsync("no such name", CancellationToken.None));
        error.Message.ShouldStartWith("the name no such name cannot be resolved: ");
        error.Message.ShouldNotContain('\n');
    }
}
