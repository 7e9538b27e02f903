using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>glibc 2.29. Copies the path.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static partial Errno SpawnFileActionsAddChDir(SpawnFileActions* actions, byte* path);
}
