using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Network;

/// <summary>Says why a Unix socket cannot be connected to. The framework tells of a file that is not there what it tells of a wrong network address.</summary>
internal static class SocketFailure
{
    /// <param name="exception">What connecting threw.</param>
    /// <param name="path">The path that was connected to.</param>
    public static string Describe(SocketException exception, string path)
    {
        using FileDescriptor? found = FileDescriptor.TryOpen(path, OpenFlags.Path);
        return found is null
                ? exception.SocketErrorCode == SocketError.AddressNotAvailable || !exception.Message.Contains("denied", StringComparison.OrdinalIgnoreCase) ? "there is no such file" : exception.Message
            : found.Status().Type is not FileType.Socket and var type ? $"it is {type.ToName()}, not a socket"
            : exception.Message;
    }

    /// <summary>Whether there is a socket at a path.</summary>
    public static bool IsSocket(string path)
    {
        using FileDescriptor? found = FileDescriptor.TryOpen(path, OpenFlags.Path);
        return found?.Status().Type == FileType.Socket;
    }
}
