using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Fifo;

/// <summary>What the transport tells the operator. Its event ids are 40 to 49.</summary>
internal static partial class FifoEvents
{
    [LoggerMessage(40, LogLevel.Debug, "Serving the FIFO {Path}")]
    public static partial void Serving(this ILogger logger, string path);

    [LoggerMessage(41, LogLevel.Warning, "{Incident}")]
    public static partial void Incident(this ILogger logger, string incident);

    [LoggerMessage(42, LogLevel.Error, "{Reason}; trying again until it can be had")]
    public static partial void Unavailable(this ILogger logger, string reason);

    [LoggerMessage(43, LogLevel.Error, "Reading the FIFO {Path} failed; it is opened anew")]
    public static partial void Failed(this ILogger logger, string path, Exception exception);

    [LoggerMessage(45, LogLevel.Debug, "The FIFO {Path} is closed; {Bytes} bytes were still in it")]
    public static partial void Closed(this ILogger logger, string path, long bytes);
}
