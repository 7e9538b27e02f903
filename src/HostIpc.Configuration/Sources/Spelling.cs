namespace HostIpc.Configuration.Sources;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    private const int MaxLength = 64;
    private const int LettersPerMistake = 4;
    private const int MaxMistakes = 2;

    /// <summary>The word with the fewest mistakes, at most one in four letters; null if none is near.</summary>
    public static string? FindNearest(string word, IEnumerable<string> words) => words
        .Where(other => Math.Abs(word.Length - other.Length) <= MaxMistakes)
        .Select(other => (Word: other, Mistakes: Count(word, other)))
        .Where(other => other.Mistakes > 0 && other.Mistakes <= Math.Min(MaxMistakes, Math.Max(1, Math.Min(word.Length, other.Word.Length) / LettersPerMistake)))
        .OrderBy(other => other.Mistakes).Select(other => other.Word).FirstOrDefault();

    /// <summary>Whether two keys are the same but for case and the marks between their words.</summary>
    public static bool AreAlike(string key, string other) => string.Equals(Letters(key), Letters(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>The letters and digits alone.</summary>
    public static string Letters(string key) => string.Concat(key.Where(char.IsAsciiLetterOrDigit));

    /// <summary>How many letters are too many, missing, wrong, or changed places with the next.</summary>
    public static int Count(string word, string other)
    {
        if (word.Length > MaxLength || other.Length > MaxLength)
        {
            return int.MaxValue;
        }

        int[,] counts = new int[word.Length + 1, other.Length + 1];
        for (int i = 0; i <= word.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                counts[i, j] = i == 0 || j == 0 ? i + j : Cheapest(counts, word, other, i, j);
            }
        }

        return counts[word.Length, other.Length];
    }

    private static int Cheapest(int[,] counts, string word, string other, int i, int j)
    {
        int least = Math.Min(
            Math.Min(counts[i - 1, j], counts[i, j - 1]) + 1,
            counts[i - 1, j - 1] + (AreSame(word[i - 1], other[j - 1]) ? 0 : 1));
        return i > 1 && j > 1 && AreSame(word[i - 1], other[j - 2]) && AreSame(word[i - 2], other[j - 1]) ? Math.Min(least, counts[i - 2, j - 2] + 1) : least;
    }

    private static bool AreSame(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
