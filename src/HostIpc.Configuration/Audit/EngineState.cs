using HostIpc.Docker;

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
        (string? answer, problem) = DockerProbe.AskAsync(EndpointOf(server), Patience).GetAwaiter().GetResult();
        return answer;
    }
}
