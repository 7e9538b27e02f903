using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int InternetDomain = 2; // AF_INET
    public const int DatagramSocket = 2; // SOCK_DGRAM
    public const nuint InterfaceAddress = 0x8915; // SIOCGIFADDR, netdevice(7)
    public const nuint InterfaceMask = 0x891b; // SIOCGIFNETMASK

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int InterfaceRequest(int descriptor, nuint request, InterfaceRequest* argument);
}
