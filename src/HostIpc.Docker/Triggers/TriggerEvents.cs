using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Triggers;

/// <summary>What is told to the operator of triggers. The event ids are 80 to 84.</summary>
internal static partial class TriggerEvents
{
    [LoggerMessage(80, LogLevel.Information, "{Triggers} triggers wait for events of {Endpoint}")]
    public static partial void EventsRead(this ILogger logger, string triggers, string endpoint);

    [LoggerMessage(81, LogLevel.Warning, "{Endpoint} tells of no events, and no trigger runs until it does: {Reason}")]
    public static partial void EventsUnavailable(this ILogger logger, string endpoint, string reason);

    [LoggerMessage(82, LogLevel.Warning, "{Trigger} rests: {Reason}. The newest event of each container runs afterwards (Per)")]
    public static partial void TriggerRests(this ILogger logger, string trigger, string reason);

    [LoggerMessage(84, LogLevel.Warning, "The image of the container {Container} is not known, so no trigger for labels runs for it; the next minute's are not told one by one: {Reason}")]
    public static partial void ImageUnknown(this ILogger logger, string container, string reason);

    [LoggerMessage(83, LogLevel.Error, "Events of {Endpoint} could not be read; they are read anew")]
    public static partial void EventsFailed(this ILogger logger, Exception exception, string endpoint);
}
