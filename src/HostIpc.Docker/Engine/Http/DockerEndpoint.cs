using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HostIpc.Interop;
using HostIpc.Network;

namespace HostIpc.Docker.Engine.Http;

/// <summary>Where an engine is: a Unix socket, or an address and port.</summary>
internal sealed class DockerEndpoint
{
    /// <summary>Where engines listen unless told otherwise.</summary>
    public const string Default = "unix:///var/run/docker.sock";

    private const string UnixScheme = "unix://";
    private const string TcpScheme = "tcp://";
    private const string HostVariable = "DOCKER_HOST";
    private const string TlsVariable = "DOCKER_TLS_VERIFY";
    private const int KeepAliveSeconds = 30;

    private DockerEndpoint(string text) => Text = text;

    /// <summary>As it was written, but with a scheme.</summary>
    public string Text { get; }

    /// <summary>The path of the Unix socket; null for TCP.</summary>
    public string? SocketPath { get; private init; }

    /// <summary>The name or address; empty for a Unix socket.</summary>
    public string Host { get; private init; } = "";

    public int Port { get; private init; }

    /// <summary>What goes into the field <c>Host</c>. A Unix socket has none, and HTTP/1.1 wants one (RFC 9112, 3.2).</summary>
    public string Authority => SocketPath is null ? Text[TcpScheme.Length..] : "docker";

    /// <summary>The endpoint that is meant where none, or this one, is given.</summary>
    /// <exception cref="ArgumentException">It is none: the message says what would be one.</exception>
    public static DockerEndpoint Find(string? text) =>
        text is not null ? Parse(text, Environment.GetEnvironmentVariable(TlsVariable))
        : Environment.GetEnvironmentVariable(HostVariable) is { Length: > 0 } host ? Parse(host, Environment.GetEnvironmentVariable(TlsVariable), HostVariable)
        : Parse(Default, null);

    /// <param name="text">The text.</param>
    /// <param name="tls">What <c>DOCKER_TLS_VERIFY</c> is set to; null or empty where it is not.</param>
    /// <param name="source">Where the text is from, for messages.</param>
    /// <exception cref="ArgumentException">It is none: the message says what would be one.</exception>
    public static DockerEndpoint Parse(string text, string? tls, string source = "the endpoint")
    {
        if (text.StartsWith('/') || text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            string path = text.StartsWith('/') ? text : text[UnixScheme.Length..];
            return !path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal) ? throw Fault(source, text, "its path has to be absolute, as in unix:///var/run/docker.sock")
                : UnixAddress.SizeOf(path) is var size and > UnixAddress.MaxPathBytes
                    ? throw Fault(source, text, $"its path has {size} bytes, and that of a Unix socket has {UnixAddress.MaxPathBytes} at most: take a link with a shorter path")
                : new DockerEndpoint(UnixScheme + path) { SocketPath = path };
        }

        if (text.StartsWith("https:", StringComparison.Ordinal) || (text.StartsWith(TcpScheme, StringComparison.Ordinal) && !string.IsNullOrEmpty(tls)))
        {
            throw Fault(source, text, $"TLS is not supported (https, {TlsVariable}): take the engine's Unix socket, or a proxy that speaks TLS");
        }

        return text.StartsWith(TcpScheme, StringComparison.Ordinal)
            ? ParseTcp(text, source)
            : throw Fault(source, text, "it has to be unix:///path, an absolute path, or tcp://host:port");
    }

    /// <summary>What is wrong with a text for <c>Docker:Socket</c>; null for nothing.</summary>
    public static string? FindFault(string text)
    {
        if (!text.StartsWith('/') && !text.StartsWith(UnixScheme, StringComparison.Ordinal) && !text.StartsWith(TcpScheme, StringComparison.Ordinal) && !text.StartsWith("https:", StringComparison.Ordinal))
        {
            return $"is \"{text}\"; the absolute path of a socket, unix:///path or tcp://host:port is wanted";
        }

        string path = PathOf(text) ?? "/x";
        if (path.Contains('\0', StringComparison.Ordinal) || Path.GetFileName(path) is "" or "." or "..")
        {
            return $"is \"{text}\"; the absolute path of a file is wanted";
        }

        if (UnixAddress.SizeOf(path) is var size and > UnixAddress.MaxPathBytes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {size} bytes; a path of at most {UnixAddress.MaxPathBytes} is wanted");
        }

        try
        {
            _ = Find(text);
            return null;
        }
        catch (ArgumentException e)
        {
            return $"is \"{text}\"; {e.Message[(e.Message.IndexOf("cannot be used: ", StringComparison.Ordinal) + "cannot be used: ".Length)..]}";
        }
    }

    /// <summary>The path of a text that means a Unix socket; null for another text.</summary>
    public static string? PathOf(string text) =>
        text.StartsWith('/') ? text : text.StartsWith(UnixScheme, StringComparison.Ordinal) ? text[UnixScheme.Length..] : null;

    /// <summary>Says why it cannot be connected to: <c>unix:///run/docker.sock: there is no such file</c>.</summary>
    public string Describe(SocketException exception) => SocketPath is not { } path ? $"{Text}: {exception.Message}"
        : exception.SocketErrorCode == SocketError.ConnectionRefused && SocketFailure.IsSocket(path)
            ? $"{Text}: {exception.Message}: nobody listens there. An engine that was started again has made a new socket: where this one is mounted into a container, mount its directory instead"
        : $"{Text}: {SocketFailure.Describe(exception, path)}";

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = CreateSocket();
        try
        {
            await socket.ConnectAsync(ToEndPoint(), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What to connect to.</summary>
    public EndPoint ToEndPoint() =>
        SocketPath is not null ? new UnixDomainSocketEndPoint(SocketPath)
        : IPAddress.TryParse(Host, out IPAddress? address) ? new IPEndPoint(address, Port)
        : new DnsEndPoint(Host, Port);

    public override string ToString() => Text;

    private Socket CreateSocket()
    {
        if (SocketPath is not null)
        {
            return new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        // A stream is silent without a bound: without this, a machine that has gone would be waited for without end (tcp(7)).
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
        return socket;
    }

    private static DockerEndpoint ParseTcp(string text, string source)
    {
        string authority = text[TcpScheme.Length..].TrimEnd('/');
        int colon = authority.LastIndexOf(':');
        string host = colon < 0 ? "" : authority[..colon];
        bool isBracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        string bare = isBracketed ? host[1..^1] : host;
        return int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= IPEndPoint.MaxPort
            && IsHost(bare, isBracketed)
            ? new DockerEndpoint(TcpScheme + authority) { Host = bare, Port = port }
            : throw Fault(source, text, "a name or address and a port are wanted, as in tcp://127.0.0.1:2375 or tcp://[::1]:2375");
    }

    private static bool IsHost(string host, bool isBracketed) => isBracketed
        ? IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6
        : host.Length > 0 && host.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');

    private static ArgumentException Fault(string source, string text, string problem) => new($"{source} \"{text}\" cannot be used: {problem}");
}
