using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.UnixSocket;

/// <summary>What the transport tells the operator. Its event ids are 50 to 59.</summary>
internal static partial class UnixSocketEvents
{
    [LoggerMessage(50, LogLevel.Debug, "Serving the socket {Path}")]
    public static partial void Serving(this ILogger logger, string path);

    [LoggerMessage(51, LogLevel.Warning, "{Path} {Loss}: made anew")]
    public static partial void MadeAnew(this ILogger logger, string path, string loss);

    [LoggerMessage(52, LogLevel.Error, "{Path} {Loss}, and cannot be made anew yet: {Reason}")]
    public static partial void Unavailable(this ILogger logger, string path, string loss, string reason);

    [LoggerMessage(53, LogLevel.Warning, "Connections to {Path} have to wait, and the next minute's failures are not told one by one: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, string path, string reason);

    [LoggerMessage(54, LogLevel.Warning, "The directory of {Path} cannot be locked: {Reason}; going on without the lock")]
    public static partial void Unlocked(this ILogger logger, string path, string reason);

    [LoggerMessage(55, LogLevel.Error, "Looking after the socket {Path} failed; it is tried again")]
    public static partial void CheckFailed(this ILogger logger, string path, Exception exception);
}
