using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>The session of a process; below zero where there is no such process.</summary>
    [LibraryImport(Library, EntryPoint = "getsid")]
    public static partial int GetSid(int process);
}
