using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace HostIpc.Server;

internal sealed partial class ServerHost
{
    private const string RequestCategory = "HostIpc.Requests";

    // Without the framework's registrations, which make three formatters with options each, of types that are made at run time.
    private static ILoggerFactory CreateLogging()
    {
        var filter = new LoggerFilterOptions { MinLevel = LogLevel.Information };

        // The log of commands has all of it.
        filter.AddFilter(RequestCategory, LogLevel.None);

        var factory = new LoggerFactory([], filter);
        factory.AddProvider(new ConsoleLoggerProvider(new ConsoleOptions(), [new LineFormatter()]));
        return factory;
    }

    /// <summary>Standard output is the log of commands; what the server has to say of itself goes to standard error.</summary>
    private sealed class ConsoleOptions : IOptionsMonitor<ConsoleLoggerOptions>
    {
        public ConsoleLoggerOptions CurrentValue { get; } = new() { FormatterName = LineFormatter.OwnName, LogToStandardErrorThreshold = LogLevel.Trace };

        public ConsoleLoggerOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<ConsoleLoggerOptions, string?> listener) => null;
    }

    /// <summary>A line for each entry, as the framework's simple formatter writes it: <c>info: CATEGORY[EVENT] MESSAGE EXCEPTION</c>.</summary>
    private sealed class LineFormatter() : ConsoleFormatter(OwnName)
    {
        public const string OwnName = "line";

        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            textWriter.Write(NameOf(logEntry.LogLevel));
            textWriter.Write(": ");
            textWriter.Write(logEntry.Category);
            textWriter.Write('[');
            textWriter.Write(logEntry.EventId.Id.ToString(CultureInfo.InvariantCulture));
            textWriter.Write(']');
            WritePart(textWriter, logEntry.Formatter?.Invoke(logEntry.State, logEntry.Exception));
            WritePart(textWriter, logEntry.Exception?.ToString());
            textWriter.Write('\n');
        }

        private static void WritePart(TextWriter writer, string? text)
        {
            if (text is { Length: > 0 })
            {
                writer.Write(' ');
                writer.Write(text.Replace('\n', ' '));
            }
        }

        private static string NameOf(LogLevel level) => level switch
        {
            LogLevel.Critical => "crit",
            LogLevel.Error => "fail",
            LogLevel.Warning => "warn",
            LogLevel.Information => "info",
            _ => "dbug",
        };
    }
}
