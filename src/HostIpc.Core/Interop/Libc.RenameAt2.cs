using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const uint RenameNoReplace = 1; // RENAME_NOREPLACE

    /// <summary>With <see cref="RenameNoReplace"/> a name is taken only while it is free, in one step.</summary>
    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt2(int fromDirectory, string from, int toDirectory, string to, uint flags);
}
