using System.Globalization;

namespace HostIpc.Interop;

/// <summary>
/// The descriptors of this process that a new program would inherit. This library and the runtime open all of theirs close-on-exec, so these belong to
/// the process's parent or to other native code.
/// </summary>
internal static unsafe class InheritedDescriptors
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>Has the new process close each of them from a number on. One that is opened after this call, without close-on-exec, is not seen.</summary>
    public static void AddCloses(SpawnFileActions* actions, int from)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor)
                && descriptor >= from && Libc.Fcntl(descriptor, GetFlags, 0) is >= 0 and var flags && (flags & CloseOnExec) == 0)
            {
                _ = Libc.SpawnFileActionsAddClose(actions, descriptor);
            }
        }
    }
}
