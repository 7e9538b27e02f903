using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int SocketLevel = 1; // SOL_SOCKET
    public const int PeerCredentialsOption = 17; // SO_PEERCRED
    public const int PeerGroupsOption = 59; // SO_PEERGROUPS, Linux 4.13
    public const int PeerProcessDescriptorOption = 77; // SO_PEERPIDFD, Linux 6.5

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSocketOption(int socket, int level, int option, void* value, uint* length);
}
