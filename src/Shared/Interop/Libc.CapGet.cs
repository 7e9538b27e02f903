using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Of the calling thread. See capget(2).</summary>
    [LibraryImport(Library, EntryPoint = "capget", SetLastError = true)]
    public static partial int CapGet(CapabilityHeader* header, CapabilitySets* sets);
}
