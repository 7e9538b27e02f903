using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Answers an error number and sets none; what went wrong in the child before the exec is answered too. See posix_spawn(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    public static partial Errno PosixSpawn(
        int* process, byte* path, SpawnFileActions* actions, SpawnAttributes* attributes, byte** arguments, byte** environment);
}
