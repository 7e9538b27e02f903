using System.Net;
using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Client;

/// <summary>Looks up the addresses of a name, by the C library: it knows <c>/etc/hosts</c> and the engine's own name server, in a static binary too.</summary>
/// <remarks>The framework's way to the same call makes a native client 70 KB larger.</remarks>
internal static unsafe class NameLookup
{
    private const int MaxAddresses = 16;

    /// <exception cref="HostIpcConnectionException">It has none: the message says why.</exception>
    public static Task<IPAddress[]> FindAsync(string name, CancellationToken cancellationToken) =>

        // A lookup cannot be ended. One that is not waited for any more ends by itself after some seconds (resolv.conf(5), timeout and attempts).
        Task.Run(() => Find(name), cancellationToken).WaitAsync(cancellationToken);

    private static IPAddress[] Find(string name)
    {
        var hints = new AddressInfo { SocketType = Libc.StreamSocket };
        AddressInfo* found = null;
        int error = name.Contains('\0', StringComparison.Ordinal) ? 0 : Libc.GetAddressInfo(name, null, &hints, &found);
        if (error != 0)
        {
            throw new HostIpcConnectionException($"the name {name} cannot be resolved: {Marshal.PtrToStringUTF8((nint)Libc.AddressError(error))}");
        }

        var addresses = new List<IPAddress>();
        for (AddressInfo* one = found; one is not null && addresses.Count < MaxAddresses; one = one->Next)
        {
            if (Read(one) is { } address)
            {
                addresses.Add(address);
            }
        }

        if (found is not null)
        {
            Libc.FreeAddressInfo(found);
        }

        return addresses.Count > 0 ? [.. addresses] : throw new HostIpcConnectionException($"the name {name} has no address");
    }

    // In sockaddr_in the address is behind the port, in sockaddr_in6 behind the flow too, and its scope behind it.
    private static IPAddress? Read(AddressInfo* one) => one->Family switch
    {
        Libc.InternetDomain => new IPAddress(new ReadOnlySpan<byte>(one->Address + 4, 4)),
        Libc.InternetDomain6 => new IPAddress(new ReadOnlySpan<byte>(one->Address + 8, 16), *(uint*)(one->Address + 24)),
        _ => null,
    };
}
