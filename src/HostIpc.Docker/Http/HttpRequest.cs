using System.Reflection;
using System.Text;
using HostIpc.Hosting;

namespace HostIpc.Docker.Http;

/// <summary>What the engine is asked.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Target">The path and what follows it, escaped already.</param>
internal sealed record HttpRequest(string Method, string Target)
{
    private static readonly string UserAgent = $"hostipc/{ProductVersion.Of(Assembly.GetExecutingAssembly())}";

    /// <summary>The head as it is sent. A Unix socket has no host, and HTTP/1.1 wants one (RFC 9112, 3.2).</summary>
    public byte[] Write() => Encoding.ASCII.GetBytes(
        $"{Method} {Target} HTTP/1.1\r\nHost: docker\r\nUser-Agent: {UserAgent}\r\nAccept: application/json\r\nConnection: close\r\n\r\n");
}
