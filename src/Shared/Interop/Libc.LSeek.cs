using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int SeekCurrent = 1; // SEEK_CUR
    public const int SeekHole = 4; // SEEK_HOLE

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    public static partial long LSeek(int descriptor, long offset, int origin);
}
