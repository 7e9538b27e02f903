using System.Buffers;
using System.Globalization;
using System.Text;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Logging;

public sealed class LogTextTests
{
    public static TheoryData<string, byte[], string> Table => new()
    {
        { "plain", "ls -l /tmp"u8.ToArray(), "ls -l /tmp" },
        { "empty", [], "" },
        { "backslash", "a\\nb \\x1b"u8.ToArray(), "a\\nb \\x1b" },
        { "forged line", "\n2026-01-01T00:00:00.000Z 1 $ forged"u8.ToArray(), "\\x0a2026-01-01T00:00:00.000Z 1 $ forged" },
        { "CR LF", "a\r\nb"u8.ToArray(), "a\\x0d\\x0ab" },
        { "ANSI", "\u001b[31mred\u001b[0m"u8.ToArray(), "\\x1b[31mred\\x1b[0m" },
        { "tab", "a\tb"u8.ToArray(), "a\\x09b" },
        { "NUL", "a\0b"u8.ToArray(), "a\\x00b" },
        { "DEL", "a\u007fb"u8.ToArray(), "a\\x7fb" },
        { "U+0080", "\u0080"u8.ToArray(), "\\u0080" },
        { "U+0085", "a\u0085b"u8.ToArray(), "a\\u0085b" },
        { "U+009B, CSI in one", "\u009b31m"u8.ToArray(), "\\u009b31m" },
        { "U+009F and U+00A0", "\u009f\u00a0"u8.ToArray(), "\\u009f\\u00a0" },
        { "U+2028", "a\u2028b"u8.ToArray(), "a\\u2028b" },
        { "U+2029", "a\u2029b"u8.ToArray(), "a\\u2029b" },
        { "U+2027 and U+202A", "\u2027\u202a"u8.ToArray(), "\u2027\\u202a" },
        { "direction", "\u202a\u202e\u2066\u2069\u200e\u200f\u061c"u8.ToArray(), "\\u202a\\u202e\\u2066\\u2069\\u200e\\u200f\\u061c" },
        { "without width", "a\u200bb\u200c\u200d\u2060\ufeff\u00ad"u8.ToArray(), "a\\u200bb\\u200c\\u200d\\u2060\\ufeff\\u00ad" },
        { "tags", "a\U000e0041\U000e007f"u8.ToArray(), "a\\U000e0041\\U000e007f" },
        { "blanks", "a b\u2003\u3000\u2800\u3164"u8.ToArray(), "a b\\u2003\\u3000\\u2800\\u3164" },
        { "variants", "\ufe0f\U000e0100\u034f"u8.ToArray(), "\\ufe0f\\U000e0100\\u034f" },
        { "private and unassigned", "\ue000\u0378\uffff"u8.ToArray(), "\\ue000\\u0378\\uffff" },
        { "text of many scripts", "grüße, 東京 – “😀”"u8.ToArray(), "grüße, 東京 – “😀”" },
        { "stray continuation", [(byte)'a', 0x80, (byte)'b'], "a\\x80b" },
        { "C1 as a raw byte", [0x9b, (byte)'m'], "\\x9bm" },
        { "truncated at the end", [(byte)'a', 0xe2, 0x82], "a\\xe2\\x82" },
        { "truncated within", [0xe2, 0x82, (byte)'a', 0xc3, 0xbc], "\\xe2\\x82aü" },
        { "overlong LF", [0xc0, 0x8a], "\\xc0\\x8a" },
        { "surrogate", [0xed, 0xa0, 0x80], "\\xed\\xa0\\x80" },
        { "beyond Unicode", [0xf5, 0x80, 0x80, 0x80, 0xff], "\\xf5\\x80\\x80\\x80\\xff" },
        { "invalid beside a control and U+2028", [0xff, 0x0a, 0xe2, 0x80, 0xa8], "\\xff\\x0a\\u2028" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Text_WhenAppended_IsEscapedAsTheTableSays(string name, byte[] text, string expected) =>
        Escape(text).ShouldBe(expected, name);

    [Fact]
    public void RandomBytes_WhenAppended_AreEscapedAsByThePlainReference()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        byte[][] pieces =
        [
            "plain text "u8.ToArray(), "ü–😀\u00a0"u8.ToArray(), "\u0085\u2028\u2029\u009f"u8.ToArray(), [0xe2, 0x80], [0xf0, 0x9f], [0xc2], [0x1b, 0x7f, 0x0a],
        ];
        for (int round = 0; round < 20_000; round++)
        {
            var text = new List<byte>();
            while (random.Next(6) > 0)
            {
                if (random.Next(2) == 0)
                {
                    text.AddRange(pieces[random.Next(pieces.Length)]);
                }
                else
                {
                    byte[] bytes = new byte[random.Next(40)];
                    random.NextBytes(bytes);
                    text.AddRange(bytes);
                }
            }

            byte[] input = [.. text];
            Escape(input).ShouldBe(Reference(input), $"seed {seed}, round {round}: {Convert.ToHexString(input)}");
        }
    }

    [Fact]
    public void Records_WhenWrittenOften_AllocateNothing()
    {
        var buffer = new LogBuffer();
        ILogFormatter text = new TextLogFormatter();
        ILogFormatter json = new JsonLogFormatter();
        var result = new CommandResult { ExitCode = 3 };
        long allocated = 0;
        for (int round = 0; round < 2_000; round++)
        {
            if (round == 1_000)
            {
                allocated = GC.GetAllocatedBytesForCurrentThread();
            }

            foreach (ILogFormatter formatter in (ReadOnlySpan<ILogFormatter>)[text, json])
            {
                formatter.Format(Records.Received([(byte)'a', 0xff, 0xc3, 0xbc, 0x1b, 0xc2, 0x85]), buffer);
                formatter.Format(Records.Ended(result), buffer);
            }

            buffer.Clear();
        }

        // An object a record would be 96,000 bytes at least. A collection that another thread asks for may count 8 KiB of this one.
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(20_000);
    }

    private static string Escape(byte[] text)
    {
        var buffer = new LogBuffer();
        LogText.Append(buffer, text);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer.Written);
    }

    private static string Reference(ReadOnlySpan<byte> text)
    {
        var result = new StringBuilder();
        while (!text.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(text, out Rune rune, out int length) == OperationStatus.Done;
            if (!isValid || rune.Value < 0x20 || rune.Value == 0x7f)
            {
                foreach (byte value in text[..length])
                {
                    result.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }
            else if (!LogText.IsVisible(rune))
            {
                result.Append(CultureInfo.InvariantCulture, $"{(rune.IsBmp ? "\\u" : "\\U")}");
                result.Append(rune.Value.ToString(rune.IsBmp ? "x4" : "x8", CultureInfo.InvariantCulture));
            }
            else
            {
                result.Append(rune.ToString());
            }

            text = text[length..];
        }

        return result.ToString();
    }
}
