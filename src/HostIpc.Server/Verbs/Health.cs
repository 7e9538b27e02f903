using HostIpc.Server.Audit;
using HostIpc.Server.Client;
using HostIpc.Server.Settings;
using HostIpc.Transports.Fifo;

namespace HostIpc.Server.Verbs;

/// <summary>
/// <c>hostipcd health</c>: for a container's health check. It asks over the socket; where there is none it looks whether the FIFO is served, which disturbs neither the
/// server nor who writes to it.
/// </summary>
internal static class Health
{
    public static int Run(ServerSettings settings)
    {
        // The same image runs both, and has one health check.
        if (IsNotifier())
        {
            return Healthy("a notifier runs here, and no server");
        }

        if (settings.UnixSocket.Path is { Length: > 0 } socket)
        {
            (string? answer, string? problem) = SocketHealth.AskAsync(socket).GetAwaiter().GetResult();
            return answer is null ? Unhealthy($"unix:{socket} does not answer: {Printable.Of(problem ?? "")}")
                : FindEngineProblem(settings) is { } engine ? Unhealthy($"unix:{socket} answers, but {engine}")
                : Healthy($"unix:{socket} answers: {Printable.Of(answer)}");
        }

        string fifo = settings.Fifo.Path;
        return fifo.Length == 0 || !FifoProbe.IsServed(fifo) ? Unhealthy($"nobody serves fifo:{fifo}")
            : FindEngineProblem(settings) is { } problemOfEngine ? Unhealthy($"fifo:{fifo} is served, but {problemOfEngine}")
            : Healthy($"fifo:{fifo} is served");
    }

    // A server whose rules, commands or triggers ask an engine in vain denies its clients, and does nothing of what it is there for.
    private static string? FindEngineProblem(ServerSettings settings) =>
        EngineUse.Describe(settings.Policy, settings) is { } users && EngineState.Ask(settings, out string? problem) is null
            ? $"the engine at {Printable.Of(EngineState.EndpointOf(settings))} (Docker:Socket) cannot be asked, which {users} need: {Printable.Of(problem!, most: 400)}"
            : null;

    private static bool IsNotifier()
    {
        try
        {
            return File.ResolveLinkTarget("/proc/1/exe", returnFinalTarget: false)?.FullName == ClientProgram.Source;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it is not ours
        }
    }

    private static int Healthy(string how)
    {
        Console.WriteLine(how);
        return ExitCode.Success;
    }

    private static int Unhealthy(string why)
    {
        StandardError.WriteLine($"hostipcd: {why}");
        return ExitCode.Failure;
    }
}
