using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Of the calling thread alone. What is taken out of the inheritable set leaves the ambient set too. See capset(2), capabilities(7).</summary>
    [LibraryImport(Library, EntryPoint = "capset", SetLastError = true)]
    public static partial int CapSet(CapabilityHeader* header, CapabilitySets* sets);
}
