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
            return answer is not null ? Healthy($"unix:{socket} answers: {Printable.Of(answer)}") : Unhealthy($"unix:{socket} does not answer: {Printable.Of(problem ?? "")}");
        }

        string fifo = settings.Fifo.Path;
        return fifo.Length > 0 && FifoHealth.IsServed(fifo) ? Healthy($"fifo:{fifo} is served") : Unhealthy($"nobody serves fifo:{fifo}");
    }

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
