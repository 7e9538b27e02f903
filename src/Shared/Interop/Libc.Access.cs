using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Only whether it answers 0 is used: its caller may not read an error number (see SpawnThread).</summary>
    [LibraryImport(Library, EntryPoint = "access")]
    public static partial int Access(byte* path, int mode);
}
