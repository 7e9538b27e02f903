using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace HostIpc.Protocol;

internal ref partial struct JsonPayload
{
    /// <summary>
    /// Escapes exactly what <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/> escapes. That one first makes a table of all 65,536 characters: for a program that sends one request, this took a third of all its
    /// instructions.
    /// </summary>
    internal sealed class Encoder : JavaScriptEncoder
    {
        public static readonly Encoder Instance = new();

        private const char FirstPrintable = ' ';
        private const char LastPrintable = '~';
        private const char ByteOrderMark = '\uFEFF';
        private const string UnicodeEscape = "\\u";
        private const int UnicodeEscapeLength = 6;

        private Encoder()
        {
        }

        public override int MaxOutputCharactersPerInputCharacter => UnicodeEscapeLength;

        public override bool WillEncode(int unicodeScalar) =>
            unicodeScalar <= LastPrintable
                ? unicodeScalar is < FirstPrintable or '"' or '\\'
                : unicodeScalar is > char.MaxValue or ByteOrderMark || IsInvisible(CharUnicodeInfo.GetUnicodeCategory(unicodeScalar));

        public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
        {
            var characters = new ReadOnlySpan<char>(text, textLength);
            int index = 0;
            while (index < textLength)
            {
                if (Rune.DecodeFromUtf16(characters[index..], out Rune rune, out int length) != OperationStatus.Done || WillEncode(rune.Value))
                {
                    return index;
                }

                index += length;
            }

            return -1;
        }

        public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
        {
            // Nearly all text has none of these.
            bool isPlain = !utf8Text.ContainsAnyExceptInRange((byte)FirstPrintable, (byte)LastPrintable) && !utf8Text.ContainsAny((byte)'"', (byte)'\\');
            return isPlain ? -1 : base.FindFirstCharacterToEncodeUtf8(utf8Text);
        }

        public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
        {
            var destination = new Span<char>(buffer, bufferLength);
            char shortForm = unicodeScalar switch
            {
                '"' or '\\' => (char)unicodeScalar,
                '\b' => 'b',
                '\t' => 't',
                '\n' => 'n',
                '\f' => 'f',
                '\r' => 'r',
                _ => '\0',
            };
            if (shortForm != '\0')
            {
                return destination.TryWrite($"\\{shortForm}", out numberOfCharactersWritten);
            }

            Span<char> units = stackalloc char[2];
            return new Rune(unicodeScalar).EncodeToUtf16(units) == 1
                ? destination.TryWrite($"{UnicodeEscape}{(int)units[0]:X4}", out numberOfCharactersWritten)
                : destination.TryWrite($"{UnicodeEscape}{(int)units[0]:X4}{UnicodeEscape}{(int)units[1]:X4}", out numberOfCharactersWritten);
        }

        private static bool IsInvisible(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator;
    }
}
