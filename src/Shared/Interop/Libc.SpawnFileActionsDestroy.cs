using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial Errno SpawnFileActionsDestroy(SpawnFileActions* actions);
}
