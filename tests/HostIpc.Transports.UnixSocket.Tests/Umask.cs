using System.Runtime.InteropServices;

namespace HostIpc.Transports.UnixSocket;

internal static partial class Umask
{
    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint Set(uint mask);
}
