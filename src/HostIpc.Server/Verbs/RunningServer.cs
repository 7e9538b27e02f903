using HostIpc.Interop;
using HostIpc.Server.Settings;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.UnixSocket;

namespace HostIpc.Server.Verbs;

/// <summary>Finds out whether a server with these settings runs already: what is taken then is taken by it.</summary>
internal static class RunningServer
{
    /// <summary>Whether one serves the FIFO or the socket; null where there is neither, so that this cannot be seen.</summary>
    public static bool? Find(ServerSettings settings) =>
        settings.Fifo.Path.Length + settings.UnixSocket.Path.Length == 0 ? null : ServesFifo(settings.Fifo.Path) || ServesSocket(settings.UnixSocket.Path);

    private static bool ServesFifo(string path)
    {
        using FileDescriptor? found = Look(path);
        return found?.Status() is { Type: FileType.Fifo } status && FifoHealth.MayBeServed(status) && FifoHealth.IsServed(path);
    }

    private static bool ServesSocket(string path)
    {
        using FileDescriptor? found = Look(path);
        return found?.Status().Type == FileType.Socket && (SocketProbe.Connect(found) is Errno.None or Errno.Again);
    }

    private static FileDescriptor? Look(string path) => path.Length == 0 ? null : FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.NoFollow);
}
