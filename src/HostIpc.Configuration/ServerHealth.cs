using HostIpc.Configuration.Audit;
using HostIpc.Configuration.Operation;
using HostIpc.Configuration.Settings;
using HostIpc.Logging;
using HostIpc.Transports.Fifo;

namespace HostIpc.Configuration;

/// <summary>
/// Whether a server answers: the verb <c>health</c> of <c>hostipcd</c>, for a container's health check. It asks over the socket; where there is none it looks whether the FIFO is served, which disturbs neither the
/// server nor who writes to it.
/// </summary>
public static class ServerHealth
{
    /// <summary>Asks the server of these settings, for up to four seconds, and the Docker Engine where the settings need one, for up to two.</summary>
    /// <param name="settings">The settings that the server was started with.</param>
    /// <param name="found">What was found, a line.</param>
    /// <returns>Whether it answers, and the engine that it needs does.</returns>
    public static bool Check(HostIpcSettings settings, out string found)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (bool isHealthy, found) = Find(settings);
        return isHealthy;
    }

    private static (bool IsHealthy, string Found) Find(HostIpcSettings settings)
    {
        // The same image runs both, and has one health check.
        if (IsNotifier())
        {
            return Healthy("a notifier runs here, and no server");
        }

        if (settings.UnixSocket.Path is { Length: > 0 } socket)
        {
            (string? answer, string? problem) = SocketHealth.AskAsync(socket).GetAwaiter().GetResult();
            return answer is null ? Unhealthy($"unix:{socket} does not answer: {LogEscaping.EscapeExcerpt(problem ?? "")}")
                : FindEngineProblem(settings) is { } engine ? Unhealthy($"unix:{socket} answers, but {engine}")
                : Healthy($"unix:{socket} answers: {LogEscaping.EscapeExcerpt(answer)}");
        }

        string fifo = settings.Fifo.Path;
        return fifo.Length == 0 || !FifoProbe.IsServed(fifo) ? Unhealthy($"nobody serves fifo:{fifo}")
            : FindEngineProblem(settings) is { } problemOfEngine ? Unhealthy($"fifo:{fifo} is served, but {problemOfEngine}")
            : Healthy($"fifo:{fifo} is served");
    }

    // A server whose rules, commands or triggers ask an engine in vain denies its clients, and does nothing of what it is there for.
    private static string? FindEngineProblem(HostIpcSettings settings) =>
        EngineUse.Describe(settings.Policy, settings) is { } users && EngineState.Ask(settings, out string? problem) is null
            ? $"the engine at {LogEscaping.EscapeExcerpt(EngineState.EndpointOf(settings))} (Docker:Socket) cannot be asked, which {users} need: {LogEscaping.EscapeExcerpt(problem!, maxLength: 400)}"
            : null;

    private static bool IsNotifier()
    {
        try
        {
            return File.ResolveLinkTarget("/proc/1/exe", returnFinalTarget: false)?.FullName == ClientFile.Source;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it is not ours
        }
    }

    private static (bool IsHealthy, string Found) Healthy(string how) => (true, how);

    private static (bool IsHealthy, string Found) Unhealthy(string why) => (false, why);
}
