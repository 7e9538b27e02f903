using System.Text;
using HostIpc.Network;

namespace HostIpc.Core.Tests.Framing;

public sealed class HttpRequestLineTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("POST /a b HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.0 ")]
    [InlineData("PRI * HTTP/2.0")]
    [InlineData("GET / HTTP/0")]
    [InlineData("GET / HTTP/9")]
    [InlineData("GET / HTTP/1.1 \t\r")]
    [InlineData("M-SEARCH * HTTP/1.1\r")]
    [InlineData("Host: localhost")]
    [InlineData("host:localhost:47201")]
    [InlineData("\thOsT: x")]
    [InlineData("Host:")]
    public void Matches_WhenItIsOfHttp_ThenItDoes(string line) => HttpRequestLine.Matches(Encoding.UTF8.GetBytes(line)).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("ls")]
    [InlineData("GET / HTTP")]
    [InlineData("echo GET / HTTP/1.1")]
    [InlineData("GET HTTP/1.1")]
    [InlineData(" / HTTP/1.1")]
    [InlineData("GET / HTTP//")]
    [InlineData("GET / HTTP/:")]
    [InlineData("GET / http/1.1")]
    [InlineData("Get / HTTP/1.1")]
    [InlineData("Host")]
    [InlineData("xhost:")]
    [InlineData("curl -H Host:x http://localhost/")]
    [InlineData("hostname")]
    [InlineData("host example.org")]
    [InlineData("HTTP/1.1 200 OK")]
    public void Matches_WhenItIsACommand_ThenItDoesNot(string line) => HttpRequestLine.Matches(Encoding.UTF8.GetBytes(line)).ShouldBeFalse();
}
