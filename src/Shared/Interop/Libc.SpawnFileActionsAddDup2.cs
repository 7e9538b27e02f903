using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial Errno SpawnFileActionsAddDup2(SpawnFileActions* actions, int descriptor, int target);
}
