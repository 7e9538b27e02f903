using HostIpc.Network;
using HostIpc.Transports;
using HostIpc.Transports.Tcp;

namespace HostIpc.Server.Verbs;

/// <summary>Says what is at the addresses to listen on for TCP, and whom serving will let in.</summary>
internal static class TcpCheck
{
    /// <exception cref="EndpointException">One cannot be listened on.</exception>
    /// <param name="options">Where to listen.</param>
    /// <param name="isRunning">Whether a server with these settings runs already; null if that cannot be seen.</param>
    public static string Describe(TcpOptions options, bool? isRunning) =>
        $"{string.Join("; ", options.Listen.Select(text => Describe(ListenAddress.Parse(text)!, isRunning)))}; from {(options.AllowFrom.Count == 0 ? "nowhere" : string.Join(", ", options.AllowFrom.Select(DescribeNetwork)))}";

    private static string Describe(ListenAddress address, bool? isRunning) =>
        address.Find() is not { } where ? $"{address.Text} waits for Docker's default bridge"
        : !TcpBinder.IsThere(where) ? $"{where} is no address of this machine yet, and is waited for"
        : TcpBinder.IsFree(where, mayBeTaken: isRunning is not false) ? $"{where} is free"
        : $"{where} is listened on, by a running server or by somebody else";

    private static string DescribeNetwork(string element) => element != ListenAddress.Bridge ? element
        : BridgeNetwork.FindAll().ToArray() is { Length: > 0 } bridges ? $"the bridge's network ({string.Join(", ", bridges.Select(bridge => bridge.Network))})"
        : "the bridge's network, once there is one";
}
