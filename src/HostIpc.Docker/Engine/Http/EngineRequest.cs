using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HostIpc.Text;

namespace HostIpc.Docker.Engine.Http;

/// <summary>A request to the engine, not yet for a version of the API.</summary>
/// <param name="method">GET, POST or DELETE.</param>
/// <param name="target">The path without a version, and the query, both escaped.</param>
/// <param name="content">The content, in JSON; null for none.</param>
/// <param name="isUpgrade">Whether the connection becomes one for bytes in both directions ("hijacking": Engine API, container attach).</param>
internal sealed class EngineRequest(HttpMethod method, string target, byte[]? content = null, bool isUpgrade = false)
{
    // The engine is at the other end of the connection, whatever the host in the address.
    private const string Base = "http://docker";

    private static readonly string UserAgent = $"hostipc/{ProductVersion.Of(Assembly.GetExecutingAssembly())}";

    // An escaped name must reach the engine as it is: Uri would take dots out of a path.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static EngineRequest Get(string target) => new(HttpMethod.Get, target);

    public static EngineRequest Post(string target) => new(HttpMethod.Post, target);

    public static EngineRequest Post<T>(string target, T content, JsonTypeInfo<T> type) => new(HttpMethod.Post, target, JsonSerializer.SerializeToUtf8Bytes(content, type));

    public static EngineRequest Upgrade(string target) => new(HttpMethod.Post, target, isUpgrade: true);

    public static EngineRequest Upgrade<T>(string target, T content, JsonTypeInfo<T> type) =>
        new(HttpMethod.Post, target, JsonSerializer.SerializeToUtf8Bytes(content, type), isUpgrade: true);

    public static EngineRequest Delete(string target) => new(HttpMethod.Delete, target);

    /// <summary>The request as it is sent.</summary>
    /// <param name="endpoint">The engine.</param>
    /// <param name="prefix">What comes before the path.</param>
    public HttpRequestMessage ToMessage(DockerEndpoint endpoint, string prefix)
    {
        var message = new HttpRequestMessage(method, new Uri(Base + prefix + target, AsWritten)) { Version = HttpVersion.Version11 };
        if (endpoint.SocketPath is null)
        {
            message.Headers.TryAddWithoutValidation("Host", endpoint.Authority);
        }

        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (isUpgrade)
        {
            message.Headers.Connection.Add("Upgrade");
            message.Headers.TryAddWithoutValidation("Upgrade", "tcp");
        }
        else
        {
            message.Headers.ConnectionClose = true;
        }

        if (content is not null)
        {
            message.Content = new ByteArrayContent(content);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return message;
    }
}
