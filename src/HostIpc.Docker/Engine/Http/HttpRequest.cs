using System.Globalization;
using System.Reflection;
using System.Text;
using HostIpc.Hosting;

namespace HostIpc.Docker.Engine.Http;

/// <summary>What the engine is asked.</summary>
/// <param name="method">GET, POST or DELETE.</param>
/// <param name="target">The path without a version, and the query, escaped already.</param>
internal sealed class HttpRequest(string method, string target)
{
    private static readonly string UserAgent = $"hostipc/{ProductVersion.Of(Assembly.GetExecutingAssembly())}";

    public string Method => method;

    public string Target => target;

    /// <summary>JSON; null for none.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Whether the connection is to become one for bytes in both directions ("hijacking": Engine API, container attach).</summary>
    public bool IsUpgrade { get; init; }

    /// <summary>As it is sent.</summary>
    /// <param name="authority">The field <c>Host</c>.</param>
    /// <param name="prefix">What comes before the path.</param>
    public byte[] Write(string authority, string prefix)
    {
        var head = new StringBuilder();
        head.Append($"{method} {prefix}{target} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {UserAgent}\r\nAccept: application/json\r\n");
        head.Append(IsUpgrade ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "Connection: close\r\n");
        if (Content is not null)
        {
            head.Append("Content-Type: application/json\r\n");
        }

        // A POST without content says so, or it could be taken for one whose content is still to come.
        if (Content is not null || method == "POST")
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Content?.Length ?? 0}\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. Content ?? []];
    }
}
