using System.Globalization;
using HostIpc.Logging;

namespace HostIpc.Configuration.Audit;

/// <summary>Names as a sentence lists them.</summary>
internal static class NameList
{
    private const int Most = 5;

    public static string Of(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Most).Select(name => LogEscaping.EscapeExcerpt(name)))
        + (names.Count > Most ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - Most} more") : "");
}
