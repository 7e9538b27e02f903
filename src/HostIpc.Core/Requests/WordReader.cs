using System.Buffers;

namespace HostIpc.Requests;

/// <summary>
/// Splits a line into words as POSIX quoting does (Shell Command Language, section 2.2) and expands nothing: single quotes, double
/// quotes with their five escapes, backslash. What a shell takes for an operator, a comment or a variable is a character here.
/// </summary>
/// <remarks>Works on UTF-8 bytes, which is safe since every character that means something here is ASCII.</remarks>
internal ref struct WordReader(ReadOnlySpan<byte> line)
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t"u8);
    private static readonly SearchValues<byte> EndOrQuote = SearchValues.Create(" \t'\"\\"u8);
    private static readonly SearchValues<byte> EndOfDoubleQuoted = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> EscapableInDoubleQuotes = SearchValues.Create("$`\"\\\n"u8);

    private ReadOnlySpan<byte> _rest = line;
    private byte[]? _unquoted;

    /// <summary>What is wrong with the quoting, once <see cref="TryRead"/> has answered false; null at the plain end of the line.</summary>
    public string? Error { get; private set; }

    /// <summary>Takes the next word. It is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> word)
    {
        word = default;
        int start = _rest.IndexOfAnyExcept(Blanks);
        if (start < 0 || Error is not null)
        {
            return false;
        }

        _rest = _rest[start..];
        int end = _rest.IndexOfAny(EndOrQuote);
        if (end < 0)
        {
            end = _rest.Length;
        }

        if (end == _rest.Length || Blanks.Contains(_rest[end]))
        {
            word = _rest[..end];
            _rest = _rest[end..];
            return true;
        }

        return TryUnquote(out word);
    }

    private bool TryUnquote(out ReadOnlySpan<byte> word)
    {
        // Unquoting never makes a word longer.
        _unquoted ??= new byte[_rest.Length];
        Span<byte> text = _unquoted;
        int length = 0;
        while (!_rest.IsEmpty && !Blanks.Contains(_rest[0]))
        {
            Error = _rest[0] switch
            {
                (byte)'\'' => SingleQuoted(text, ref length),
                (byte)'"' => DoubleQuoted(text, ref length),
                (byte)'\\' => Escaped(text, ref length),
                _ => Plain(text, ref length),
            };
            if (Error is not null)
            {
                word = default;
                return false;
            }
        }

        word = text[..length];
        return true;
    }

    private string? Plain(Span<byte> text, ref int length)
    {
        int end = _rest.IndexOfAny(EndOrQuote);
        Move(end < 0 ? _rest.Length : end, text, ref length);
        return null;
    }

    private string? Escaped(Span<byte> text, ref int length)
    {
        if (_rest.Length == 1)
        {
            return "the line ends in a backslash that escapes nothing";
        }

        _rest = _rest[1..];
        Move(1, text, ref length);
        return null;
    }

    private string? SingleQuoted(Span<byte> text, ref int length)
    {
        _rest = _rest[1..];
        int end = _rest.IndexOf((byte)'\'');
        if (end < 0)
        {
            return "a single quote is not closed";
        }

        Move(end, text, ref length);
        _rest = _rest[1..];
        return null;
    }

    private string? DoubleQuoted(Span<byte> text, ref int length)
    {
        _rest = _rest[1..];
        while (true)
        {
            int end = _rest.IndexOfAny(EndOfDoubleQuoted);
            if (end < 0 || (_rest[end] == '\\' && end == _rest.Length - 1))
            {
                return "a double quote is not closed";
            }

            Move(end, text, ref length);
            if (_rest[0] == '"')
            {
                _rest = _rest[1..];
                return null;
            }

            if (EscapableInDoubleQuotes.Contains(_rest[1]))
            {
                _rest = _rest[1..];
                Move(1, text, ref length);
            }
            else
            {
                Move(2, text, ref length);
            }
        }
    }

    private void Move(int count, Span<byte> text, ref int length)
    {
        _rest[..count].CopyTo(text[length..]);
        _rest = _rest[count..];
        length += count;
    }
}
