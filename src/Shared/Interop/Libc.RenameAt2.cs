using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const uint RenameNoReplace = 1; // RENAME_NOREPLACE

    private static ByArchitecture RenameAt2Number => new(316, 276); // __NR_renameat2

    /// <summary>With <see cref="RenameNoReplace"/> a name is taken only while it is free, in one step. By its number, since musl has no name for it. See renameat2(2), Linux 3.15.</summary>
    public static int RenameAt2(int fromDirectory, string from, int toDirectory, string to, uint flags) =>
        (int)RenameAt2(RenameAt2Number.Here, fromDirectory, from, toDirectory, to, (nint)flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RenameAt2(nint number, nint fromDirectory, string from, nint toDirectory, string to, nint flags);
}
