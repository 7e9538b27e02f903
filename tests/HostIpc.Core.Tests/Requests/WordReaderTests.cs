using System.Diagnostics;
using System.Text;
using HostIpc.Requests;

namespace HostIpc.Core.Tests.Requests;

public sealed class WordReaderTests
{
    [Theory]
    [InlineData("deploy site 1", "deploy|site|1")]
    [InlineData("  a \t b  ", "a|b")]
    [InlineData("'a b' \"c d\" e\\ f", "a b|c d|e f")]
    [InlineData("a'b'\"c\"\\d", "abcd")]
    [InlineData("''", "")]
    [InlineData("\"$HOME `id` $(id) \\$ \\` \\\" \\\\ \\a\"", "$HOME `id` $(id) $ ` \" \\ \\a")]
    [InlineData("a;b|c&d>e # f *", "a;b|c&d>e|#|f|*")]
    [InlineData("'\\'", "\\")]
    [InlineData("--x=\"a b\"", "--x=a b")]
    [InlineData("é '€ 1'", "é|€ 1")]
    public void TryRead_WhenQuotingIsWhole_ThenWordsAreThoseOfPosixUnexpanded(string line, string expected) =>
        string.Join('|', Split(line, out string? error)).ShouldBe(expected, error);

    [Theory]
    [InlineData("a 'b", "a single quote is not closed")]
    [InlineData("a \"b", "a double quote is not closed")]
    [InlineData("a \"b\\", "a double quote is not closed")]
    [InlineData("a \"b\\\"", "a double quote is not closed")]
    [InlineData("a \\", "the line ends in a backslash that escapes nothing")]
    public void TryRead_WhenQuotingIsNotClosed_ThenItSaysSo(string line, string expected)
    {
        Split(line, out string? error).ShouldBe(["a"]);
        error.ShouldBe(expected);
    }

    [Fact]
    public void TryRead_WhenLinesAreRandom_ThenItAgreesWithThePlainReference()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            string line = RandomLine(new Random(seed), "ab \t'\"\\$`é");
            List<string> words = Split(line, out string? error);
            List<string>? expected = Reference(line);
            (error is null ? words : null).ShouldBe(expected, $"seed {seed}: {line}");
        }
    }

    [Fact]
    public void TryRead_WhenARealShellSplitsTheSame_ThenItAgrees()
    {
        // No character that a shell expands, and no dollar: what is left is quoting alone.
        string[] lines = [.. Enumerable.Range(0, 300).Select(seed => RandomLine(new Random(seed), "ab '\"\\c")).Where(line => Reference(line) is not null)];
        string script = string.Concat(lines.Select(line => $"printf '<%s>' x {line}; echo\n"));
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync();
        shell.StandardInput.Write(script);
        shell.StandardInput.Close();
        string[] answers = output.Result.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            answers[i].ShouldBe(string.Concat(Split(lines[i], out _).Prepend("x").Select(word => $"<{word}>")), lines[i]);
        }
    }

    private static string RandomLine(Random random, string alphabet) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => alphabet[random.Next(alphabet.Length)]));

    private static List<string> Split(string line, out string? error)
    {
        var reader = new WordReader(Encoding.UTF8.GetBytes(line));
        var words = new List<string>();
        while (reader.TryRead(out ReadOnlySpan<byte> word))
        {
            words.Add(Encoding.UTF8.GetString(word));
        }

        error = reader.Error;
        return words;
    }

    // A character at a time, with the state in three variables. Null where a quote is left open.
    private static List<string>? Reference(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quote == '\'')
            {
                if (c == '\'')
                {
                    quote = '\0';
                }
                else
                {
                    word!.Append(c);
                }
            }
            else if (c == '\\')
            {
                if (i + 1 == line.Length)
                {
                    return null;
                }

                char next = line[++i];
                word ??= new StringBuilder();
                if (quote == '"' && !"$`\"\\".Contains(next))
                {
                    word.Append('\\');
                }

                word.Append(next);
            }
            else if (quote == '"')
            {
                if (c == '"')
                {
                    quote = '\0';
                }
                else
                {
                    word!.Append(c);
                }
            }
            else if (c is '\'' or '"')
            {
                quote = c;
                word ??= new StringBuilder();
            }
            else if (c is ' ' or '\t')
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                    word = null;
                }
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        if (quote != '\0')
        {
            return null;
        }

        if (word is not null)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
