using System.Globalization;
using System.Text;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>The line of a log that says how many are missing.</summary>
internal static class LossNotice
{
    public static void AppendTo(LogBuffer target, ILogFormatter formatter, DateTimeOffset time, long lost, string reason) => formatter.Format(
        new LogRecord
        {
            Time = time,
            Kind = LogRecordKind.Noticed,
            Text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{lost} {(lost == 1 ? "line" : "lines")} could not be written here ({reason})")),
        },
        target);

    /// <summary>The reason for what took nothing for too long.</summary>
    public static string Stalled(TimeSpan patience) => string.Create(CultureInfo.InvariantCulture, $"nothing was taken within {patience.TotalSeconds} s, Log:WriteTimeout");
}
