using HostIpc.Identity;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Lifecycle;

/// <summary>What the operator is told of the daemon's life. Its event ids are 85 to 92.</summary>
internal static partial class LifecycleEvents
{
    [LoggerMessage(85, LogLevel.Information, "Serving lifecycle on {Endpoint}")]
    public static partial void Serving(this ILogger logger, string endpoint);

    [LoggerMessage(86, LogLevel.Warning, "Lifecycle cannot be served on {Address} yet, and is as soon as it can: {Reason}")]
    public static partial void NotServing(this ILogger logger, string address, string reason);

    [LoggerMessage(87, LogLevel.Warning, "Notifiers on {Address} have to wait, and the next minute's failures are not told one by one: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, string address, string reason);

    [LoggerMessage(88, LogLevel.Warning, "A notifier at {Address} was turned away, and others in the next minute are without a word: {Reason}")]
    public static partial void TurnedAway(this ILogger logger, string address, string reason);

    [LoggerMessage(89, LogLevel.Warning, "[{Peer}] {Line}")]
    public static partial void Ignoring(this ILogger logger, Peer peer, string line);

    [LoggerMessage(90, LogLevel.Warning, "The Docker daemon is not running: {Reason}")]
    public static partial void NotRunning(this ILogger logger, string reason);

    [LoggerMessage(91, LogLevel.Warning, "The Docker daemon's events cannot be watched, it is asked twice a second instead: {Reason}")]
    public static partial void EventsRefused(this ILogger logger, string reason);

    [LoggerMessage(92, LogLevel.Error, "The lifecycle's part of [{Cause}] failed")]
    public static partial void Failed(this ILogger logger, Exception exception, string cause);
}
