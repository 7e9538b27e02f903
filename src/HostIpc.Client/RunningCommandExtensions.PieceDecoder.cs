using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Client;

public static partial class RunningCommandExtensions
{
    /// <summary>Decodes one stream of a command, whose pieces end anywhere.</summary>
    private sealed class PieceDecoder(OutputKind kind)
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly StringBuilder _line = new();

        /// <summary>The text of a piece; a character that is not whole yet is kept for the next.</summary>
        /// <param name="data">The piece; empty at the end.</param>
        /// <param name="isEnd">Whether nothing follows.</param>
        public string Decode(ReadOnlySpan<byte> data, bool isEnd)
        {
            char[] characters = new char[_decoder.GetCharCount(data, isEnd)];
            int count = _decoder.GetChars(data, characters, isEnd);
            return new string(characters, 0, count);
        }

        /// <summary>The lines that a piece completes, without their ends.</summary>
        /// <param name="data">The piece; empty at the end.</param>
        /// <param name="isEnd">Whether nothing follows: what is left is a line then.</param>
        /// <param name="longest">The most characters of a line. A longer one comes in several.</param>
        public List<OutputText> ReadLines(ReadOnlySpan<byte> data, bool isEnd, int longest) => Split(Decode(data, isEnd), isEnd, longest);

        private List<OutputText> Split(string text, bool isEnd, int longest)
        {
            var lines = new List<OutputText>();
            ReadOnlySpan<char> rest = text;
            while (!rest.IsEmpty)
            {
                int end = rest.IndexOf('\n');
                int length = end < 0 ? rest.Length : end;
                int room = longest - _line.Length;
                if (length > room)
                {
                    // Never between the halves of a surrogate pair.
                    int cut = room > 0 && char.IsHighSurrogate(rest[room - 1]) ? room - 1 : room;
                    _line.Append(rest[..cut]);
                    lines.Add(Take());
                    rest = rest[cut..];
                    continue;
                }

                _line.Append(rest[..length]);
                if (end < 0)
                {
                    break;
                }

                if (_line.Length > 0 && _line[^1] == '\r')
                {
                    _line.Length--;
                }

                lines.Add(Take());
                rest = rest[(end + 1)..];
            }

            if (isEnd && _line.Length > 0)
            {
                lines.Add(Take());
            }

            return lines;
        }

        private OutputText Take()
        {
            var taken = new OutputText(kind, _line.ToString());
            _line.Clear();
            return taken;
        }
    }
}
