using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    /// <summary>The error of <see cref="GetAddressInfo"/> in words, which are the library's own. See gai_strerror(3).</summary>
    [LibraryImport(Library, EntryPoint = "gai_strerror")]
    public static partial byte* AddressError(int error);
}
