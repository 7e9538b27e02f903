using HostIpc.Configuration.Audit;
using HostIpc.Configuration.Operation;
using HostIpc.Configuration.Settings;
using HostIpc.Logging;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;
using HostIpc.Transports.Fifo;

namespace HostIpc.Configuration;

/// <summary>
/// Whether a server answers: the verb <c>health</c> of <c>hostipcd</c>, for a container's health check. It asks over the socket; where there is none it looks whether the FIFO is served, which disturbs neither the
/// server nor who writes to it.
/// </summary>
public static class ServerHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

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
            (string? answer, string? problem) = ServerQuery.AskAsync<string>(socket, QueryPayload.Write(QueryPayload.Status), Patience, Take, (ServerQuery.Busy, null)).GetAwaiter().GetResult();
            return answer is null ? Unhealthy($"unix:{socket} does not answer: {LogEscaping.EscapeExcerpt(problem ?? "")}")
                : EngineState.FindProblem(settings.Policy, settings) is { } engine ? Unhealthy($"unix:{socket} answers, but {engine}")
                : Healthy($"unix:{socket} answers: {LogEscaping.EscapeExcerpt(answer)}");
        }

        string fifo = settings.Fifo.Path;
        return fifo.Length == 0 || !FifoProbe.IsServed(fifo) ? Unhealthy($"nobody serves fifo:{fifo}")
            : EngineState.FindProblem(settings.Policy, settings) is { } problemOfEngine ? Unhealthy($"fifo:{fifo} is served, but {problemOfEngine}")
            : Healthy($"fifo:{fifo} is served");
    }

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

    // One that has too many connections to answer more is alive all the same.
    private static (string? Answer, string? Problem) Take(in Frame frame) => frame switch
    {
        { Status: FrameStatus.Frame, Type: FrameType.Answer } => (Describe(ServerStatus.Read(frame.Payload)), null),
        { Status: FrameStatus.Frame, Type: FrameType.Rejected } => ($"it is {RejectedPayload.Read(frame.Payload).Reason}".ToLowerInvariant(), null),
        _ => (null, $"{ServerQuery.NoServer}: {frame.Fault ?? "it closed the connection"}"),
    };

    private static string Describe(ServerStatus status) => $"version {status.Version}, {status.Running} commands run";

    private static (bool IsHealthy, string Found) Healthy(string how) => (true, how);

    private static (bool IsHealthy, string Found) Unhealthy(string why) => (false, why);
}
