using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct addrinfo of getaddrinfo(3), as Linux lays it out.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AddressInfo
{
    public int Flags;

    /// <summary>AF_INET or AF_INET6.</summary>
    public int Family;

    public int SocketType;

    public int Protocol;

    public uint AddressLength;

    /// <summary>A struct sockaddr_in or sockaddr_in6 (ip(7), ipv6(7)).</summary>
    public byte* Address;

    public byte* CanonicalName;

    public AddressInfo* Next;
}
