using System.Net;
using System.Net.Sockets;

namespace HostIpc.Docker.Engine.Http;

/// <summary>Where an engine can be, and what is none.</summary>
public sealed class DockerEndpointTests
{
    [Theory]
    [InlineData("unix:///var/run/docker.sock", "/var/run/docker.sock")]
    [InlineData("/run/docker.sock", "/run/docker.sock")]
    [InlineData("unix:///a b/ä", "/a b/ä")]
    public void Path_OfASocket_IsOne(string text, string path)
    {
        DockerEndpoint endpoint = DockerEndpoint.Parse(text, "1");
        (endpoint.SocketPath, endpoint.Text, endpoint.Authority).ShouldBe((path, $"unix://{path}", "docker"));
        endpoint.ToEndPoint().ShouldBeOfType<UnixDomainSocketEndPoint>();
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:2375", "127.0.0.1", 2375, "tcp://127.0.0.1:2375")]
    [InlineData("tcp://docker.example:1/", "docker.example", 1, "tcp://docker.example:1")]
    [InlineData("tcp://[::1]:65535", "::1", 65535, "tcp://[::1]:65535")]
    public void Address_WithAPort_IsOne(string text, string host, int port, string shown)
    {
        DockerEndpoint endpoint = DockerEndpoint.Parse(text, null);
        (endpoint.Host, endpoint.Port, endpoint.Text, endpoint.SocketPath).ShouldBe((host, port, shown, null));
        endpoint.ToEndPoint().ShouldBe(IPAddress.TryParse(host, out IPAddress? address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port));
    }

    [Theory]
    [InlineData("", "it has to be unix:///path, an absolute path, or tcp://host:port")]
    [InlineData("docker.sock", "it has to be unix:///path")]
    [InlineData("ssh://root@host", "it has to be unix:///path")]
    [InlineData("npipe:////./pipe/docker_engine", "it has to be unix:///path")]
    [InlineData("fd://", "it has to be unix:///path")]
    [InlineData("http://127.0.0.1:2375", "it has to be unix:///path")]
    [InlineData("https://127.0.0.1:2376", "TLS is not supported")]
    [InlineData("unix://docker.sock", "its path has to be absolute")]
    [InlineData("unix://", "its path has to be absolute")]
    [InlineData("/a\0b", "its path has to be absolute")]
    [InlineData("tcp://", "a name or address and a port are wanted")]
    [InlineData("tcp://127.0.0.1", "a name or address and a port are wanted")]
    [InlineData("tcp://127.0.0.1:", "a name or address and a port are wanted")]
    [InlineData("tcp://127.0.0.1:0", "a name or address and a port are wanted")]
    [InlineData("tcp://127.0.0.1:65536", "a name or address and a port are wanted")]
    [InlineData("tcp://127.0.0.1:2375/path", "a name or address and a port are wanted")]
    [InlineData("tcp://:2375", "a name or address and a port are wanted")]
    [InlineData("tcp://::1:2375", "a name or address and a port are wanted")]
    [InlineData("tcp://[x]:2375", "a name or address and a port are wanted")]
    [InlineData("tcp://[127.0.0.1]:2375", "a name or address and a port are wanted")]
    [InlineData("tcp://a\r\nb:2375", "a name or address and a port are wanted")]
    [InlineData("tcp://user@host:2375", "a name or address and a port are wanted")]
    public void Text_ThatIsNone_IsAnErrorThatSaysWhatWouldBeOne(string text, string message)
    {
        ArgumentException exception = Should.Throw<ArgumentException>(() => DockerEndpoint.Parse(text, null, "DOCKER_HOST"));
        exception.Message.ShouldStartWith($"DOCKER_HOST \"{text}\" cannot be used: ");
        exception.Message.ShouldContain(message);
    }

    [Fact]
    public void Path_OfMoreThanASocketCanHave_IsAnError()
    {
        DockerEndpoint.Parse($"/{new string('x', 106)}", null).SocketPath!.Length.ShouldBe(107);
        Should.Throw<ArgumentException>(() => DockerEndpoint.Parse($"/{new string('x', 107)}", null)).Message.ShouldContain("its path has 108 bytes");
        Should.Throw<ArgumentException>(() => DockerEndpoint.Parse($"unix:///{new string('ä', 54)}", null)).Message.ShouldContain("its path has 109 bytes");
    }

    [Fact]
    public void Address_WhileTlsIsWanted_IsAnError() =>
        Should.Throw<ArgumentException>(() => DockerEndpoint.Parse("tcp://127.0.0.1:2376", "1")).Message.ShouldContain("DOCKER_TLS_VERIFY");

    [Theory]
    [InlineData("docker.sock")]
    [InlineData("")]
    public void Client_ForWhatIsNoEndpoint_IsNotMade(string text) =>
        Should.Throw<ArgumentException>(() => new DockerClient(new DockerClientOptions { Endpoint = text }));

    [Fact]
    public void Client_WithSettingsOutOfRange_IsNotMade()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new DockerClient(new DockerClientOptions { Endpoint = "/x", Timeout = TimeSpan.Zero }));
        Should.Throw<ArgumentOutOfRangeException>(() => new DockerClient(new DockerClientOptions { Endpoint = "/x", Timeout = TimeSpan.FromDays(2) }));
        Should.Throw<ArgumentOutOfRangeException>(() => new DockerClient(new DockerClientOptions { Endpoint = "/x", MaxAnswerBytes = 0 }));
    }
}
