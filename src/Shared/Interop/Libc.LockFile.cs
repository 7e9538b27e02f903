using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>fcntl(2) with <see cref="FileLock.Set"/> or <see cref="FileLock.Get"/>.</summary>
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int LockFile(int descriptor, int command, FileLock* fileLock);
}
