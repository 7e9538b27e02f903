using System.Globalization;
using HostIpc.Logging;

namespace HostIpc.Configuration.Audit;

/// <summary>Names as a sentence lists them.</summary>
internal static class NameList
{
    private const int MaxNames = 5;

    public static string Of(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MaxNames).Select(name => LogEscaping.EscapeExcerpt(name)))
        + (names.Count > MaxNames ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - MaxNames} more") : "");
}
