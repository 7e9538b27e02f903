using System.Net.Sockets;
using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Transports.UnixSocket;

/// <summary>The socket that is listened on, and which file it is.</summary>
internal sealed class BoundSocket(string path, EndpointDirectory directory, Socket socket, FileStatus file) : IDisposable
{
    public Socket Socket => socket;

    /// <summary>What became of the path: null while it still leads to this socket, else for a message: <c>was deleted</c>.</summary>
    /// <remarks>The socket keeps its inode, so that the inode's number cannot have been given to another file.</remarks>
    public unsafe string? FindLoss()
    {
        // By the path and not through the directory's descriptor: clients come by the path, and the directory may have been replaced.
        FileStatus found;
        if (Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) < 0)
        {
            // Any other error tells nothing about the file.
            return LastError.Number is Errno.NoEntry or Errno.NotDirectory ? "was deleted" : null;
        }

        return found.IsSameFile(file) ? null
            : found.Type == FileType.Socket ? "was replaced by another socket"
            : $"was replaced by {found.Type.ToName()}";
    }

    /// <summary>Removes the file if it is still this socket's own.</summary>
    /// <remarks>
    /// To be called while the socket still listens: no other server takes it for stale then, and so none puts its own there between the look
    /// and the removal. Somebody else who can would remove what he put there by the same right.
    /// </remarks>
    public unsafe void Remove()
    {
        var name = directory.PathOf(Path.GetFileName(path));
        FileStatus found;
        if (Libc.StatX(Libc.CurrentDirectory, name, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) == 0 && found.IsSameFile(file))
        {
            _ = Libc.Unlink(name);
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        directory.Dispose();
    }
}
