using System.Text.RegularExpressions;

namespace HostIpc.Configuration.Audit;

/// <summary>Tries what a parameter's pattern takes.</summary>
internal static class PatternProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Those of some short texts that a pattern takes. Cheap, for texts of the operator's: it may backtrack, and gives up soon.</summary>
    public static List<string> FindTaken(string pattern, IEnumerable<string> texts)
    {
        var whole = new Regex($"\\A(?:{pattern})\\z", RegexOptions.CultureInvariant, Patience);
        return [.. texts.Where(text => IsMatch(whole, text))];
    }

    private static bool IsMatch(Regex whole, string value)
    {
        try
        {
            return whole.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
