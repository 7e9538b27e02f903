namespace HostIpc.Logging;

/// <summary>Makes formatters of the forms in which HostIpc writes its logs.</summary>
public static partial class LogFormatters
{
    /// <summary>Makes a formatter. Its lines can neither forge another line nor drive a terminal, whatever a peer or a command has written.</summary>
    /// <param name="format">The form.</param>
    /// <returns>A formatter for one log; not for several threads at the same time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is no such form.</exception>
    public static ILogFormatter Create(LogFormat format) => format switch
    {
        LogFormat.Text => new TextLogFormatter(),
        LogFormat.Json => new JsonLogFormatter(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The format is text or JSON."),
    };

    /// <summary>Makes the formatter of a log.</summary>
    /// <param name="format">The form.</param>
    /// <param name="create">Makes one of the application's in place of that; null for none.</param>
    internal static ILogFormatter Create(LogFormat format, Func<ILogFormatter>? create) => create is null ? Create(format) : new GuardedFormatter(create());
}
