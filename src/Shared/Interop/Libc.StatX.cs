using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    private static ByArchitecture StatXNumber => new(332, 291); // __NR_statx

    /// <summary>
    /// Chosen over stat because its structure is the same on every architecture. By its number, since musl has a name for it only since 1.2.4. See statx(2), Linux 4.11.
    /// </summary>
    public static int StatX(int directory, string path, int flags, uint mask, FileStatus* status) =>
        (int)StatX(StatXNumber.Here, directory, path, flags, (nint)mask, status);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint StatX(nint number, nint directory, string path, nint flags, nint mask, FileStatus* status);
}
