using System.Net;
using HostIpc.Network;

namespace HostIpc.Transports;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:47201", "127.0.0.1", 47201)]
    [InlineData("0.0.0.0:1", "0.0.0.0", 1)]
    [InlineData("[::1]:47201", "::1", 47201)]
    [InlineData("47201", "127.0.0.1", 47201)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("65535", "127.0.0.1", 65535)]
    public void Parse_WhenItIsAnAddressAndAPort_ThenItIsThat(string text, string address, int port)
    {
        ListenAddress found = ListenAddress.Parse(text).ShouldNotBeNull();
        found.Address.ShouldBe(IPAddress.Parse(address));
        found.Port.ShouldBe(port);
        found.Find().ShouldBe(new IPEndPoint(IPAddress.Parse(address), port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 1")]
    [InlineData("::1:47201")]
    [InlineData("[127.0.0.1]:1")]
    [InlineData("[::1:47201")]
    [InlineData("::1]:47201")]
    [InlineData("[bridge]:1")]
    [InlineData(":1")]
    public void Parse_WhenItIsSomethingElse_ThenItIsNone(string text) => ListenAddress.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("[::1]", "::1")]
    public void Parse_WhenThePortIsGiven_ThenTheTextIsTheAddressAlone(string text, string address) =>
        ListenAddress.Parse(text, 47200)!.Find().ShouldBe(new IPEndPoint(IPAddress.Parse(address), 47200));

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("::1")]
    [InlineData("")]
    public void Parse_WhenThePortIsGivenAndTheTextIsNoAddressAlone_ThenItIsNone(string text) => ListenAddress.Parse(text, 47200).ShouldBeNull();

    [Fact]
    public void Parse_WhenItIsTheBridge_ThenItIsWhereverThatIs()
    {
        ListenAddress.Parse("bridge:47201")!.Address.ShouldBeNull();
        ListenAddress.Parse("bridge", 47200)!.Port.ShouldBe(47200);
    }
}
