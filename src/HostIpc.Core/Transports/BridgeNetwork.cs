using System.Net;
using System.Numerics;
using System.Text;
using HostIpc.Interop;
using HostIpc.Policy;

namespace HostIpc.Transports;

/// <summary>The network of Docker's default bridge, as the server's own network namespace has it: containers on it reach their host by its address.</summary>
/// <param name="Address">The host's own address on it, which is what <c>host-gateway</c> leads to.</param>
/// <param name="Network">The network that its containers have their addresses from.</param>
internal sealed record BridgeNetwork(IPAddress Address, AccessNetwork Network)
{
    /// <summary>What the engine names its default bridge (docs.docker.com/engine/network/drivers/bridge).</summary>
    public const string InterfaceName = "docker0";

    /// <summary>The bridge as it is now; null where there is none, as in a server that has a network of its own, or before the engine was first started.</summary>
    public static unsafe BridgeNetwork? Find(string name = InterfaceName)
    {
        using var socket = new FileDescriptor(Libc.Socket(Libc.InternetDomain, Libc.DatagramSocket | Libc.SocketCloseOnExec, 0));
        InterfaceRequest address = default;
        InterfaceRequest mask = default;
        if (socket.IsInvalid || !TryAsk(socket, Libc.InterfaceAddress, name, &address) || !TryAsk(socket, Libc.InterfaceMask, name, &mask))
        {
            return null;
        }

        var found = new IPAddress(new ReadOnlySpan<byte>(address.Address, 4));
        int bits = BitOperations.PopCount(*(uint*)mask.Address);
        return new BridgeNetwork(found, AccessNetwork.Parse($"{found}/{bits}")!);
    }

    private static unsafe bool TryAsk(FileDescriptor socket, nuint what, string name, InterfaceRequest* request) =>
        Encoding.ASCII.TryGetBytes(name, new Span<byte>(request->Name, InterfaceRequest.MostNameBytes), out _)
        && Libc.InterfaceRequest(socket.Number, what, request) == 0;
}
