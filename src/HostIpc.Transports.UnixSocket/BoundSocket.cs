using System.Net.Sockets;
using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>The socket that is listened on, and which file it is.</summary>
internal sealed class BoundSocket(string path, GuardedPath guarded, Socket socket, FileStatus file) : IDisposable
{
    public Socket Socket => socket;

    /// <summary>What became of the path: null while it still leads to this socket, else for a message: <c>was deleted</c>.</summary>
    public string? FindLoss() =>
        !GuardedPath.IsLost(path, file, out FileStatus? found) ? null
        : found is not { Type: var type } ? "was deleted"
        : type == FileType.Socket ? "was replaced by another socket"
        : $"was replaced by {type.ToName()}";

    /// <summary>Removes the file if it is still this socket's own.</summary>
    /// <remarks>
    /// To be called while the socket still listens: no other server takes it for stale then, and so none puts its own there between the look
    /// and the removal. Somebody else who can would remove what he put there by the same right.
    /// </remarks>
    public void Remove() => _ = guarded.TryRemove(file, out _);

    public void Dispose()
    {
        socket.Dispose();
        guarded.Dispose();
    }
}
