using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>What the log has to say about itself. Ids 20 to 29.</summary>
internal static partial class LogEvents
{
    [LoggerMessage(20, LogLevel.Warning, "The log {Path} cannot be written: {Error}. Its lines are being lost until it can.")]
    public static partial void FileUnwritable(ILogger logger, string path, string error);

    [LoggerMessage(21, LogLevel.Warning, "The log {Path} can be written again. Lines lost: {Lost}.")]
    public static partial void FileWritableAgain(ILogger logger, string path, long lost);

    [LoggerMessage(22, LogLevel.Information, "The log {Path} was moved, deleted or replaced; the file that is there now is written.")]
    public static partial void FileReopened(ILogger logger, string path);

    [LoggerMessage(23, LogLevel.Warning, "The log cannot be written to the console: {Error}. Its lines are being lost there.")]
    public static partial void ConsoleUnwritable(ILogger logger, string error);

    [LoggerMessage(24, LogLevel.Warning, "The log output {Output} failed. Lines are lost there until it takes some again.")]
    public static partial void OutputFailed(ILogger logger, Exception exception, string output);

    [LoggerMessage(25, LogLevel.Warning, "The log output {Output} took nothing within {Timeout}. Lines are lost there until it takes some again.")]
    public static partial void OutputStalled(ILogger logger, string output, TimeSpan timeout);
}
