using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial Errno SpawnFileActionsInit(SpawnFileActions* actions);
}
