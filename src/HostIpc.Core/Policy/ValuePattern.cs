using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace HostIpc.Policy;

/// <summary>
/// A regular expression for the whole of a value, run without backtracking: in time that grows with the value's length alone. Such an expression takes a hundred
/// kilobytes and more, so it is made when a value comes (<see cref="CompiledPatterns"/>), and a text that was found right once is not tried again.
/// </summary>
internal sealed class ValuePattern
{
    public const int MaxLength = 1024;

    // Texts of patterns, which are short. More than one policy has; when it is full it begins anew.
    private const int MaxChecked = 1024;

    // Never reached by a value of the lengths that are allowed; it bounds what a pattern of an unforeseen kind could cost.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentDictionary<string, bool> Checked = new(StringComparer.Ordinal);

    private readonly string _pattern;

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It cannot be run without backtracking.</exception>
    public ValuePattern(string pattern)
    {
        _pattern = pattern;
        if (Checked.ContainsKey(pattern))
        {
            return;
        }

        // Alone first: "a)|(b" would be one within the parentheses, and anchored nowhere.
        _ = new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        _ = Compile(pattern);
        if (Checked.Count >= MaxChecked)
        {
            Checked.Clear();
        }

        Checked[pattern] = true;
    }

    /// <summary>How many texts are remembered as right.</summary>
    public static int RememberedCount => Checked.Count;

    /// <summary>What is wrong with a pattern, and what would be right; null for nothing.</summary>
    public static string? FindFault(string pattern)
    {
        if (pattern.Length is 0 or > MaxLength)
        {
            return $"has {pattern.Length} characters; 1 to {MaxLength} are wanted";
        }

        try
        {
            _ = new ValuePattern(pattern);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"is \"{pattern}\"; a regular expression without lookaround, back references and the like is wanted: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

    public bool IsMatch(string value) => IsMatch(CompiledPatterns.Shared.Get(_pattern, Compile), value);

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

    private static string Whole(string pattern) => $"\\A(?:{pattern})\\z";

    private static Regex Compile(string pattern) => new(Whole(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
}
