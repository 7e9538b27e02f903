using System.Globalization;
using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    private const int GetDescriptorFlags = 1; // F_GETFD
    private const int DescriptorCloseOnExec = 1; // FD_CLOEXEC

    private static bool _lacksCloseFrom;

    /// <summary>
    /// Closes every descriptor from a number on in the new process. glibc has a call for it since 2.34; musl has none, and neither has an older glibc: there each
    /// descriptor that would be inherited is closed by its number.
    /// </summary>
    /// <returns>Whether it closes whatever there is when the process starts; false where that is what there is now.</returns>
    public static bool SpawnFileActionsAddCloseFrom(SpawnFileActions* actions, int from)
    {
        if (!_lacksCloseFrom)
        {
            try
            {
                _ = AddCloseFrom(actions, from);
                return true;
            }
            catch (EntryPointNotFoundException)
            {
                _lacksCloseFrom = true;
            }
        }

        SpawnFileActionsAddCloses(actions, from);
        return false;
    }

    /// <summary>
    /// Closes each descriptor of this process, from a number on, that a new program would inherit. This library and the runtime open all of theirs close-on-exec, so these belong to
    /// the process's parent or to other native code. One that is opened after this call, without close-on-exec, is not seen.
    /// </summary>
    public static void SpawnFileActionsAddCloses(SpawnFileActions* actions, int from)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor)
                && descriptor >= from && Fcntl(descriptor, GetDescriptorFlags, 0) is >= 0 and var flags && (flags & DescriptorCloseOnExec) == 0)
            {
                _ = SpawnFileActionsAddClose(actions, descriptor);
            }
        }
    }

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial Errno AddCloseFrom(SpawnFileActions* actions, int from);
}
