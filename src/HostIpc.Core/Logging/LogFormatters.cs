namespace HostIpc.Logging;

internal static class LogFormatters
{
    public static ILogFormatter Create(LogFormat format) => format switch
    {
        LogFormat.Text => new TextLogFormatter(),
        LogFormat.Json => new JsonLogFormatter(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The format is text or JSON."),
    };
}
