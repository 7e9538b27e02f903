using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int EffectiveAccess = 0x200; // AT_EACCESS

    /// <summary>Asks whether this process may do something with a file. Of a read-only mount it answers EROFS, except for FIFOs, sockets and devices.</summary>
    [LibraryImport(Library, EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FAccessAt(int directory, string path, AccessMode mode, int flags);
}
