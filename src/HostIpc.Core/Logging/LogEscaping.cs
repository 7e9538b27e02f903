using System.Buffers;
using System.Text;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>
/// Makes text that a peer or a command can choose fit for one line of a log, a terminal or a message. The result is valid UTF-8 that can neither begin another line nor drive a terminal nor look like
/// another text.
/// </summary>
/// <remarks>
/// ASCII control characters (line feed, carriage return, tab and ESC among them) and bytes that are not valid UTF-8 become <c>\xNN</c>; other characters that are not visible, that turn the direction of
/// text, or are a blank other than the plain one become <c>\uNNNN</c>, above U+FFFF <c>\UNNNNNNNN</c>. All else stays, a backslash too: the escaping is for reading and cannot be undone. It does not
/// escape quotes or what another format needs (JSON, SQL, HTML). <see cref="EscapeExcerpt"/> alone writes ASCII control characters as <c>\uNNNN</c>.
/// </remarks>
public static class LogEscaping
{
    [ThreadStatic]
    private static LogBuffer? _buffer;

    /// <summary>Appends bytes, escaped.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="text">The bytes, UTF-8 or not.</param>
    /// <remarks>Its length is at most four times that of <paramref name="text"/>. Bound what you pass: a request may be as long as <c>Limits:MaxRequestBytes</c>.</remarks>
    public static void Append(IBufferWriter<byte> target, ReadOnlySpan<byte> text)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target is LogBuffer own)
        {
            LogText.Append(own, text);
        }
        else
        {
            target.Write(Fill(text).Written);
        }
    }

    /// <summary>Escapes bytes.</summary>
    /// <param name="text">The bytes, UTF-8 or not.</param>
    /// <returns>The text, escaped.</returns>
    public static string Escape(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(Fill(text).Written);

    /// <summary>Escapes text.</summary>
    /// <param name="text">The text. Half of a surrogate pair counts as U+FFFD.</param>
    /// <returns>The text, escaped.</returns>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Escape(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Escapes the beginning of a text that a message quotes: a setting, a name, an answer of the engine.</summary>
    /// <param name="text">The text. Half of a surrogate pair counts as U+FFFD.</param>
    /// <param name="maxLength">The largest number of characters of the result, from 1. Default 200.</param>
    /// <returns>The text, escaped. A longer one is cut, and <c>…</c> follows.</returns>
    /// <remarks>An ASCII control character becomes <c>\u000a</c>, as in the JSON of a settings file, so that you find it there; <see cref="Escape(string)"/> writes <c>\x0a</c>, since a log also has bytes that are no text.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is less than 1.</exception>
    public static string EscapeExcerpt(string text, int maxLength = 200)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);

        // No more is looked at than can be shown.
        LogBuffer escaped = Fill(Encoding.UTF8.GetBytes(Truncation.Of(text, maxLength)), asJson: true);
        return Truncation.Of(Encoding.UTF8.GetString(escaped.Written), maxLength);
    }

    private static LogBuffer Fill(ReadOnlySpan<byte> text, bool asJson = false)
    {
        LogBuffer buffer = _buffer ??= new LogBuffer();
        buffer.Clear();
        LogText.Append(buffer, text, asJson);
        return buffer;
    }
}
