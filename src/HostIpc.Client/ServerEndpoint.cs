using System.Text;

namespace HostIpc.Client;

/// <summary>Where a server is, as the user wrote it and taken apart.</summary>
/// <param name="Text">As it was written, for messages: <c>unix:/ipc/hostipc.sock</c>.</param>
/// <param name="IsFifo">Whether it is a FIFO, which answers nothing; else a Unix socket.</param>
/// <param name="Path">The path.</param>
internal sealed record ServerEndpoint(string Text, bool IsFifo, string Path)
{
    // sun_path of sockaddr_un has 108 bytes, and the last one is a NUL (unix(7)).
    private const int MaxSocketPath = 107;

    /// <summary>The FIFO beside this endpoint: the server's default is to have both in one directory.</summary>
    public string FifoPath => IsFifo ? Path : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "/", "channel");

    /// <exception cref="HostIpcConnectionException">It is none: the message says what would be one.</exception>
    public static ServerEndpoint Parse(string text)
    {
        if (text.StartsWith("tcp:", StringComparison.Ordinal))
        {
            throw Fault(text, "TCP comes with a later version; for now an endpoint is unix:/path or fifo:/path");
        }

        bool isFifo = text.StartsWith("fifo:", StringComparison.Ordinal);
        if (!isFifo && !text.StartsWith("unix:", StringComparison.Ordinal))
        {
            throw Fault(text, "an endpoint is unix:/path or fifo:/path");
        }

        string path = text["unix:".Length..];
        int length = Encoding.UTF8.GetByteCount(path);
        return !path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal) ? throw Fault(text, "its path has to be absolute")
            : !isFifo && length > MaxSocketPath ? throw Fault(text, $"its path has {length} bytes, and that of a Unix socket at most {MaxSocketPath}: put the socket into a directory with a shorter path")
            : new ServerEndpoint(text, isFifo, path);
    }

    public override string ToString() => Text;

    private static HostIpcConnectionException Fault(string text, string what) => new($"the endpoint \"{text}\" cannot be used: {what}");
}
