using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    private static bool _lacksCloseFrom;

    /// <summary>
    /// Closes every descriptor from a number on in the new process. glibc has a call for it since 2.34; musl has none, and neither has an older glibc: there each
    /// descriptor that would be inherited is closed by its number (<see cref="InheritedDescriptors"/>).
    /// </summary>
    public static void SpawnFileActionsAddCloseFrom(SpawnFileActions* actions, int from)
    {
        if (!_lacksCloseFrom)
        {
            try
            {
                _ = AddCloseFrom(actions, from);
                return;
            }
            catch (EntryPointNotFoundException)
            {
                _lacksCloseFrom = true;
            }
        }

        InheritedDescriptors.AddCloses(actions, from);
    }

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial Errno AddCloseFrom(SpawnFileActions* actions, int from);
}
