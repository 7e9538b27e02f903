using HostIpc.Network;

namespace HostIpc.Transports.Tcp;

/// <summary>Looks at TCP addresses to listen on. Changes nothing.</summary>
public static class TcpProbe
{
    /// <summary>Describes what is at the addresses, and whom a server that starts will let in.</summary>
    /// <param name="options">The settings of the server, which are in range.</param>
    /// <param name="isRunning">Whether a server with these settings runs already; null if that cannot be seen.</param>
    /// <returns>A part of a sentence: <c>127.0.0.1:47201 is free; from 127.0.0.0/8</c>.</returns>
    /// <exception cref="EndpointException">A server would not start: the message is the one that it would print.</exception>
    public static string Describe(TcpOptions options, bool? isRunning)
    {
        ArgumentNullException.ThrowIfNull(options);
        return $"{string.Join("; ", options.Listen.Select(text => Describe(ListenAddress.Parse(text)!, isRunning)))}; from {(options.AllowFrom.Count == 0 ? "nowhere" : string.Join(", ", options.AllowFrom.Select(DescribeNetwork)))}";
    }

    /// <summary>What is wrong with an element of <see cref="TcpOptions.Listen"/>: what is wanted; null for nothing.</summary>
    /// <param name="element">The element.</param>
    public static string? FindListenFault(string element) => ListenAddress.FindFault(element);

    /// <summary>What is wrong with an element of <see cref="TcpOptions.AllowFrom"/>: what is wanted; null for nothing.</summary>
    /// <param name="element">The element.</param>
    public static string? FindAllowFault(string element) => AddressFilter.FindFault(element);

    private static string Describe(ListenAddress address, bool? isRunning) =>
        address.Find() is not { } where ? $"{address.Text} waits for Docker's default bridge"
        : !TcpBinder.IsThere(where) ? $"{where} is no address of this machine yet, and is waited for"
        : TcpBinder.IsFree(where, mayBeTaken: isRunning is not false) ? $"{where} is free"
        : $"{where} is listened on, by a running server or by somebody else";

    private static string DescribeNetwork(string element) => element != ListenAddress.Bridge ? element
        : BridgeNetwork.FindAll().ToArray() is { Length: > 0 } bridges ? $"the bridge's network ({string.Join(", ", bridges.Select(bridge => bridge.Network))})"
        : "the bridge's network, once there is one";
}
