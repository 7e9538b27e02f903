using System.Globalization;
using System.Net;
using System.Text;

namespace HostIpc.Client;

/// <summary>Where a server is, as the user wrote it and taken apart, and how to connect to it.</summary>
internal sealed partial class ServerEndpoint
{
    private const string Unix = "unix:";
    private const string Fifo = "fifo:";
    private const string Tcp = "tcp:";
    private const string Forms = "an endpoint is unix:/path, fifo:/path, tcp:host:port, or tcp:port for the host of this container";

    // sun_path of sockaddr_un has 108 bytes, and the last one is a NUL (unix(7)).
    private const int MaxSocketPath = 107;

    private ServerEndpoint(string text) => Text = text;

    /// <summary>An application's own way to the server; null for those of this client.</summary>
    public ClientTransport? Transport { get; private init; }

    /// <summary>As it was written, for messages: <c>unix:/ipc/hostipc.sock</c>.</summary>
    public string Text { get; }

    /// <summary>The path of a Unix socket or a FIFO; empty for TCP and a transport.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Whether it is a FIFO, which answers nothing.</summary>
    public bool IsFifo { get; private init; }

    /// <summary>The port of TCP; 0 where it is something else.</summary>
    public int Port { get; private init; }

    public bool IsTcp => Port > 0;

    /// <summary>The address or name of TCP; null for the host of this container, wherever that is.</summary>
    public string? Host { get; private init; }

    /// <summary>The FIFO beside this endpoint: the server's default is to have both in one directory. Null over TCP and a transport, which tell of none.</summary>
    public string? FifoPath => IsTcp || Transport is not null ? null : IsFifo ? Path : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "/", "channel");

    /// <summary>Where the settings say the server is.</summary>
    /// <exception cref="HostIpcConnectionException">The endpoint is none: the message says what would be one.</exception>
    public static ServerEndpoint Of(HostIpcClientOptions options) =>
        options.Transport is { } transport ? new ServerEndpoint(transport.Endpoint) { Transport = transport } : Parse(options.Endpoint);

    /// <exception cref="HostIpcConnectionException">It is none: the message says what would be one.</exception>
    public static ServerEndpoint Parse(string text)
    {
        if (text.StartsWith(Tcp, StringComparison.Ordinal))
        {
            return ParseTcp(text);
        }

        bool isFifo = text.StartsWith(Fifo, StringComparison.Ordinal);
        if (!isFifo && !text.StartsWith(Unix, StringComparison.Ordinal))
        {
            throw Fault(text, Forms);
        }

        string path = text[Unix.Length..];
        int length = Encoding.UTF8.GetByteCount(path);
        return !path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal) ? throw Fault(text, "its path has to be absolute")
            : !isFifo && length > MaxSocketPath ? throw Fault(text, $"its path has {length} bytes, and that of a Unix socket at most {MaxSocketPath}: put the socket into a directory with a shorter path")
            : new ServerEndpoint(text) { IsFifo = isFifo, Path = path };
    }

    /// <summary>Connects to the server. Not to a FIFO, which answers nothing.</summary>
    /// <param name="waiting">How long to try.</param>
    /// <param name="blocks">Whether callers are blocked while nothing can be read from a Unix socket, or written.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostIpcConnectionException">There is no connection: the message says why and what to do.</exception>
    public async ValueTask<ConnectionStream> ConnectAsync(Waiting waiting, bool blocks, TimeProvider time, CancellationToken cancellationToken) =>
        Transport is { } transport ? await ConnectTransportAsync(transport, waiting, time, cancellationToken).ConfigureAwait(false)
        : IsTcp ? await ConnectTcpAsync(waiting, time, cancellationToken).ConfigureAwait(false)
        : await ConnectUnixAsync(waiting, blocks, time, cancellationToken).ConfigureAwait(false);

    /// <summary>Connects where that takes no waiting, over a Unix socket. Null where it does, or fails.</summary>
    /// <param name="blocks">Whether callers are blocked while nothing can be read, or written.</param>
    /// <param name="time">The clock.</param>
    public ConnectionStream? TryConnect(bool blocks, TimeProvider time) =>
        Transport is null && !IsTcp && !IsFifo && TryConnectUnix(out _) is { } socket ? new ServerStream(socket, blocks, time) : null;

    public override string ToString() => Text;

    private static ServerEndpoint ParseTcp(string text)
    {
        string where = text[Tcp.Length..];
        int colon = where.LastIndexOf(':');
        if (!int.TryParse(where.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is 0 or > IPEndPoint.MaxPort)
        {
            throw Fault(text, $"its end has to be a port from 1 to {IPEndPoint.MaxPort}: {Forms}");
        }

        string host = colon <= 0 ? "" : where[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed)
        {
            host = host[1..^1];
        }

        bool isLong = host.Contains(':', StringComparison.Ordinal);
        return isLong != isBracketed || (isLong && !IPAddress.TryParse(host, out _)) ? throw Fault(text, "an IPv6 address stands between brackets: tcp:[fd00::1]:47201")
            : host.AsSpan().ContainsAny("/ \0") ? throw Fault(text, $"\"{host}\" is neither an address nor a name: {Forms}")
            : new ServerEndpoint(text) { Host = host.Length == 0 ? null : host, Port = port };
    }

    private static HostIpcConnectionException Fault(string text, string problem) => new($"the endpoint \"{text}\" cannot be used: {problem}");
}
