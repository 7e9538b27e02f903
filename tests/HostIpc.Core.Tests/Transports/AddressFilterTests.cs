using System.Net;
using HostIpc.Network;

namespace HostIpc.Transports;

public sealed class AddressFilterTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("::2", false)]
    public void Allows_WhenItIsTheUsualOne_ThenItIsForLoopback(string address, bool isAllowed) => new AddressFilter(AddressFilter.Usual).Allows(IPAddress.Parse(address)).ShouldBe(isAllowed);

    [Theory]
    [InlineData("198.51.100.7", true)]
    [InlineData("198.51.101.7", false)]
    [InlineData("::ffff:198.51.100.7", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("127.0.0.1", false)]
    public void Allows_WhenNetworksAreGiven_ThenItIsForThem(string address, bool isAllowed) =>
        new AddressFilter(["198.51.100.0/24", "2001:db8::/32"]).Allows(IPAddress.Parse(address)).ShouldBe(isAllowed);

    [Fact]
    public void Allows_WhenThereIsNothing_ThenItIsForNobody() => new AddressFilter([]).Allows(IPAddress.Loopback).ShouldBeFalse();

    [Theory]
    [InlineData("bridge", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("docker0", false)]
    [InlineData("", false)]
    public void IsElement_WhenItIsANetworkOrTheBridge_ThenItIs(string text, bool isElement) => AddressFilter.IsElement(text).ShouldBe(isElement);

    [Fact]
    public void Bridge_WhenAnInterfaceHasThatName_ThenItsAddressAndNetworkAreFound()
    {
        BridgeNetwork found = BridgeNetwork.Find("lo").ShouldNotBeNull();
        found.Address.ShouldBe(IPAddress.Loopback);
        found.Network.Contains(IPAddress.Parse("127.255.255.254")).ShouldBeTrue();
        found.Network.Contains(IPAddress.Parse("128.0.0.1")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("a-name-longer-than-an-interface-may-have")]
    [InlineData("")]
    public void Bridge_WhenThereIsNoSuchInterface_ThenThereIsNone(string name) => BridgeNetwork.Find(name).ShouldBeNull();
}
