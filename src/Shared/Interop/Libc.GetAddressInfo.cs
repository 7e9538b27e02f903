using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    public const int InternetDomain6 = 10; // AF_INET6

    /// <summary>
    /// Looks up a name in <c>/etc/hosts</c> and by DNS, and blocks while it does. Answers 0, or an error of its own, and sets none. The list is to be given to
    /// <see cref="FreeAddressInfo"/>. It works in a static binary too, as long as the container's nsswitch.conf asks for nothing but <c>files</c> and <c>dns</c>. See getaddrinfo(3).
    /// </summary>
    [LibraryImport(Library, EntryPoint = "getaddrinfo", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetAddressInfo(string name, byte* service, AddressInfo* hints, AddressInfo** found);
}
