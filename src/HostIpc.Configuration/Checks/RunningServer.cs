using HostIpc.Transports.Fifo;
using HostIpc.Transports.UnixSocket;

namespace HostIpc.Configuration.Checks;

/// <summary>Finds out whether a server with these settings runs already: what is taken then is taken by it.</summary>
internal static class RunningServer
{
    /// <summary>Whether one serves the FIFO or the socket; null where there is neither, so that this cannot be seen.</summary>
    public static bool? Find(HostIpcSettings settings) =>
        settings.Fifo.Path.Length + settings.UnixSocket.Path.Length == 0 ? null
        : (settings.Fifo.Path is { Length: > 0 } fifo && FifoProbe.IsSeenServed(fifo)) || (settings.UnixSocket.Path is { Length: > 0 } socket && UnixSocketProbe.IsServed(socket));
}
