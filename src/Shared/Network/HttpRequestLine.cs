using System.Buffers;

namespace HostIpc.Network;

/// <summary>
/// Recognizes HTTP where commands are expected. A web page can have a browser send an HTTP request to any port of the user's machine, and the body of that request is whatever the page likes: lines that would
/// be run. What comes before the body is not: a request line, and a <c>Host</c> field.
/// </summary>
internal static class HttpRequestLine
{
    private static readonly SearchValues<byte> MethodBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"u8);

    private static ReadOnlySpan<byte> Host => "host:"u8;

    /// <summary>Whether a line belongs to an HTTP request and not to a conversation in lines.</summary>
    /// <param name="line">The line, without its ending.</param>
    public static bool Matches(ReadOnlySpan<byte> line) => IsHost(line) || IsRequestLine(line);

    // RFC 9112, 5: the name of a field is followed by the colon, without a blank between them.
    private static bool IsHost(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        return line.Length >= Host.Length && System.Text.Ascii.EqualsIgnoreCase(line[..Host.Length], Host);
    }

    // RFC 9112, 3: METHOD SP TARGET SP HTTP/VERSION.
    private static bool IsRequestLine(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(" \t\r"u8);
        int method = line.IndexOf((byte)' ');
        int version = line.LastIndexOf((byte)' ');
        return method > 0 && version > method && !line[..method].ContainsAnyExcept(MethodBytes)
            && line[(version + 1)..] is [(byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/', >= (byte)'0' and <= (byte)'9', ..];
    }
}
