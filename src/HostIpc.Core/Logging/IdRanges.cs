using System.Globalization;
using System.Text;

namespace HostIpc.Logging;

/// <summary>Writes rising numbers in short: <c>7, 9-12</c>.</summary>
internal static class IdRanges
{
    private const int MaxRanges = 200;

    public static string Format(IReadOnlyList<long> ids)
    {
        var text = new StringBuilder();
        int ranges = 0;
        for (int index = 0; index < ids.Count; ranges++)
        {
            if (ranges == MaxRanges)
            {
                return text.Append(CultureInfo.InvariantCulture, $" and {ids.Count - index} more").ToString();
            }

            int first = index;
            while (++index < ids.Count && ids[index] == ids[index - 1] + 1)
            {
            }

            _ = text.Append(first == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"{ids[first]}");
            _ = index - first > 1 ? text.Append(CultureInfo.InvariantCulture, $"-{ids[index - 1]}") : text;
        }

        return text.ToString();
    }
}
