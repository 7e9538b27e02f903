using System.Net;
using System.Numerics;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Network;

/// <summary>The network of the default bridge of Docker or Podman, as the server's own network namespace has it: containers on it reach their host by its address.</summary>
/// <param name="Address">The host's own address on it, which is what <c>host-gateway</c> leads to.</param>
/// <param name="Network">The network that its containers have their addresses from.</param>
internal sealed record BridgeNetwork(IPAddress Address, AccessNetwork Network)
{
    /// <summary>What engines name their default bridges: Docker (docs.docker.com/engine/network/drivers/bridge), Podman 4 with netavark, and Podman with CNI.</summary>
    public static readonly string[] InterfaceNames = ["docker0", "podman0", "cni-podman0"];

    /// <summary>The bridge as it is now, Docker's before Podman's; null where there is none, as in a server that has a network of its own, or before the engine was first started.</summary>
    public static BridgeNetwork? Find() => FindAll().FirstOrDefault();

    /// <summary>All of them, where there is more than one engine.</summary>
    public static IEnumerable<BridgeNetwork> FindAll() => InterfaceNames.Select(Find).OfType<BridgeNetwork>();

    /// <summary>The one of an interface; null where there is none.</summary>
    public static unsafe BridgeNetwork? Find(string name)
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

    private static unsafe bool TryAsk(FileDescriptor socket, nuint code, string name, InterfaceRequest* request) =>
        Encoding.ASCII.TryGetBytes(name, new Span<byte>(request->Name, InterfaceRequest.MaxNameBytes), out _)
        && Libc.InterfaceRequest(socket.Number, code, request) == 0;
}
