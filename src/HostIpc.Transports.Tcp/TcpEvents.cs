using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Tcp;

/// <summary>What the transport tells the operator. Its event ids are 100 to 109.</summary>
internal static partial class TcpEvents
{
    [LoggerMessage(100, LogLevel.Warning, "Connections to {Endpoint} have to wait, and the next minute's failures are not told one by one: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, string endpoint, string reason);

    [LoggerMessage(101, LogLevel.Warning, "A connection from {Address} to {Endpoint} was closed, and the next minute's from there are: Tcp:AllowFrom does not include it; add {Address}, or its network, to let it in")]
    public static partial void Refused(this ILogger logger, string address, string endpoint);

    [LoggerMessage(102, LogLevel.Warning, "There is no bridge yet (docker0, podman0, cni-podman0) for {Listen} of Tcp:Listen: it is listened there once there is one")]
    public static partial void NoBridge(this ILogger logger, string listen);

    [LoggerMessage(103, LogLevel.Information, "Serving {Endpoint}, the address of the bridge")]
    public static partial void FoundBridge(this ILogger logger, string endpoint);

    [LoggerMessage(105, LogLevel.Warning, "{Listen} of Tcp:Listen is no address of this machine yet; it is listened on as soon as it is")]
    public static partial void NotThereYet(this ILogger logger, string listen);

    [LoggerMessage(106, LogLevel.Information, "Serving {Endpoint}, which is there now")]
    public static partial void FoundAddress(this ILogger logger, string endpoint);

    [LoggerMessage(104, LogLevel.Error, "{Listen} of Tcp:Listen is not served, and it is tried again every second: {Reason}")]
    public static partial void BridgeFailed(this ILogger logger, string listen, string reason);
}
