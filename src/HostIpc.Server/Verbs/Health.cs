using HostIpc.Server.Settings;
using HostIpc.Transports.Fifo;

namespace HostIpc.Server.Verbs;

/// <summary><c>hostipcd health</c>: for a container's health check. It disturbs neither the server nor who writes to it.</summary>
internal static class Health
{
    public static int Run(ServerSettings settings)
    {
        if (settings.Fifo.Path.Length > 0 && FifoHealth.IsServed(settings.Fifo.Path))
        {
            Console.WriteLine($"fifo:{settings.Fifo.Path} is served");
            return ExitCode.Success;
        }

        StandardError.WriteLine($"hostipcd: nobody serves fifo:{settings.Fifo.Path}");
        return ExitCode.Failure;
    }
}
