using HostIpc.Configuration.Settings;
using HostIpc.Docker;
using HostIpc.Docker.Engine.Events;
using HostIpc.Docker.Engine.Http;

namespace HostIpc.Configuration.Audit;

/// <summary>Whether an engine answers, asked once and not for long.</summary>
internal static class EngineState
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Where the engine is that the settings mean.</summary>
    public static string EndpointOf(HostIpcSettings server) => server.Docker.Socket is { Length: > 0 } set ? set : DockerOptions.DefaultSocket;

    /// <summary>Asks what it is.</summary>
    /// <param name="server">The settings.</param>
    /// <param name="problem">Why it cannot be asked; null where it answered.</param>
    /// <returns>What answered: <c>Docker 28.3.0, API 1.51</c>; null where nothing did.</returns>
    public static string? Ask(HostIpcSettings server, out string? problem)
    {
        string text = EndpointOf(server);
        try
        {
            DockerEndpoint endpoint = DockerEndpoint.Find(text);
            if (new DaemonPresence(endpoint).IsDormant())
            {
                problem = DaemonPresence.DormantReason;
                return null;
            }

            var client = new DockerClient(new DockerClientOptions { Endpoint = text, Timeout = Patience });
            DockerVersion version = client.GetVersionAsync().GetAwaiter().GetResult();
            problem = null;
            return $"Docker {version.Version}, API {version.ApiVersion}";
        }
        catch (Exception e) when (e is DockerException or ArgumentException)
        {
            problem = e.Message;
            return null;
        }
    }
}
