using System.Text.RegularExpressions;

namespace HostIpc.Policy;

/// <summary>A regular expression for the whole of a value, run without backtracking: in time that grows with the value's length alone.</summary>
internal sealed class ValuePattern
{
    public const int MaxLength = 1024;

    // Never reached by a value of the lengths that are allowed; it bounds what a pattern of an unforeseen kind could cost.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex _whole;

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It cannot be run without backtracking.</exception>
    public ValuePattern(string pattern)
    {
        // Alone first: "a)|(b" would be one within the parentheses, and anchored nowhere.
        _ = Compile(pattern);
        _whole = Compile($"\\A(?:{pattern})\\z");
    }

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

    public bool IsMatch(string value)
    {
        try
        {
            return _whole.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
}
