namespace HostIpc.Client;

/// <summary>The settings of a <see cref="HostIpcClient"/>. They are read once, when it is made.</summary>
public sealed class HostIpcClientOptions
{
    internal const string EndpointVariable = "HOSTIPC_ENDPOINT";
    internal const string DefaultEndpoint = "unix:/ipc/hostipc.sock";

    private const int MaxIdleConnectionsUpperBound = 1024;
    private const int MaxBufferedOutputUpperBound = 1024 * 1024 * 1024;
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>
    /// Where the server is: <c>unix:/path</c>; <c>fifo:/path</c>, on which only <see cref="HostIpcClient.SendAsync"/> works; or <c>tcp:host:port</c>, the host an address, with IPv6 in
    /// brackets, or a name; <c>tcp:port</c> for the host of this container: <c>host.docker.internal</c> where that is a name, otherwise the default gateway. Default: the environment
    /// variable <c>HOSTIPC_ENDPOINT</c>, and where it is not set or empty <c>unix:/ipc/hostipc.sock</c>. A process that may replace the file at the path sees the requests
    /// and answers in the server's place; over TCP, a machine on the way or one in the place of the host.
    /// </summary>
    public string Endpoint { get; set; } = Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } endpoint ? endpoint : DefaultEndpoint;

    /// <summary>
    /// A way of your own to the server, used in place of <see cref="Endpoint"/>, which is not looked at then. Default null: none. With a transport the client works on every system and processor that .NET has.
    /// </summary>
    public ClientTransport? Transport { get; set; }

    /// <summary>
    /// How long connecting may take, until the server has answered the preface. Default 5 s; more than zero, at most a day. Too short, and a server that is merely
    /// busy is treated as not answering.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the server may take to answer a request, a ping or a query, and to finish an answer that it has begun. Default 30 s; more than zero, at most a day. A request
    /// is not given up while the server shows that it is there: its command may need to wait for its turn. Nor is it a bound for the command: once it has been accepted it may
    /// run in silence for as long as it likes (<see cref="HostCommand.Timeout"/>).
    /// </summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many connections are kept open for the next commands while nothing runs on them. Default 4; 0 to 1024. Each costs the server one of its
    /// <c>Limits:MaxConnections</c>. How many commands run at the same time is not bounded by it.
    /// </summary>
    public int MaxIdleConnections { get; set; } = 4;

    /// <summary>How long such a connection is kept without being used. Default a minute; more than zero, at most a day, or <see cref="Timeout.InfiniteTimeSpan"/>. The server closes it by itself after <c>Limits:IdleTimeout</c>.</summary>
    public TimeSpan IdleLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How much of each of the two streams of output the buffering <c>RunAsync</c> keeps, in bytes. Default 16 MiB; 0 to 1 GiB. A command that writes more is
    /// ended. A client needs up to three times as much memory for each command while the buffer grows.
    /// </summary>
    public int MaxBufferedOutput { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long <see cref="HostIpcClient.SendAsync"/> waits for room in a FIFO that is full. Default 5 s; zero or more, at most a day. Zero: not at all.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether a thread that waits for the server over a Unix socket, or for room for input, is blocked. For programs that wait for one command and do nothing more: it spares them the thread pool. Default false.
    /// </summary>
    public bool Blocks { get; set; }

    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Endpoint);
        Check(ConnectTimeout, nameof(ConnectTimeout), mayBeZero: false);
        Check(AnswerTimeout, nameof(AnswerTimeout), mayBeZero: false);
        if (IdleLifetime != Timeout.InfiniteTimeSpan)
        {
            Check(IdleLifetime, nameof(IdleLifetime), mayBeZero: false);
        }

        Check(SendTimeout, nameof(SendTimeout), mayBeZero: true);
        Check(MaxIdleConnections, nameof(MaxIdleConnections), MaxIdleConnectionsUpperBound);
        Check(MaxBufferedOutput, nameof(MaxBufferedOutput), MaxBufferedOutputUpperBound);
    }

    private static void Check(TimeSpan value, string name, bool mayBeZero)
    {
        if (value < TimeSpan.Zero || (value == TimeSpan.Zero && !mayBeZero) || value > LongestTimeout)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{(mayBeZero ? "Zero or more" : "More than zero")} and at most a day is wanted.");
        }
    }

    private static void Check(int value, string name, int max)
    {
        if (value < 0 || value > max)
        {
            throw new ArgumentOutOfRangeException(name, value, $"0 to {max} is wanted.");
        }
    }
}
