using System.Net.Sockets;
using System.Text;

namespace HostIpc.Docker.TestSupport;

/// <summary>A daemon that starts, stops and breaks connections when a test wants it, and knows whether it is there and that it has no events.</summary>
internal sealed class FakeDaemon : IDisposable
{
    private readonly Lock _lock = new();
    private readonly DirectoryInfo _directory = TemporaryDirectories.Create("hostipc-daemon-");
    private readonly List<Socket> _open = [];
    private Socket? _listening;

    public string Path => $"{_directory.FullName}/docker.sock";

    /// <summary>What its events are answered with.</summary>
    public string EventsStatus { get; set; } = "200 OK";

    /// <summary>Whether it takes connections and says nothing, as one that is starting.</summary>
    public bool IsSilent { get; set; }

    /// <summary>How often its events were asked for.</summary>
    public int Watched { get; private set; }

    public int Pings { get; private set; }

    public void Start()
    {
        var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint(Path));
        listening.Listen();
        _listening = listening;
        _ = ServeAsync(listening);
    }

    /// <summary>Ends as one that is told to.</summary>
    /// <param name="leavesSocket">Whether its socket is left behind, as by one that is killed.</param>
    public void Stop(bool leavesSocket = false)
    {
        _listening?.Dispose();
        _listening = null;
        if (!leavesSocket)
        {
            File.Delete(Path);
        }

        Break();
    }

    /// <summary>Breaks all connections.</summary>
    public void Break()
    {
        lock (_lock)
        {
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }
    }

    public void Dispose()
    {
        Stop();
        _directory.Delete(recursive: true);
    }

    private async Task ServeAsync(Socket listening)
    {
        try
        {
            while (true)
            {
                Socket socket = await listening.AcceptAsync();
                lock (_lock)
                {
                    _open.Add(socket);
                }

                _ = AnswerAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            string request = Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
            if (IsSilent)
            {
                return;
            }

            bool isPing = request.StartsWith("GET /_ping ", StringComparison.Ordinal);
            (Watched, Pings) = isPing ? (Watched, Pings + 1) : (Watched + 1, Pings);
            string head = isPing ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK" : $"HTTP/1.1 {EventsStatus}\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(head));
            if (isPing || EventsStatus[0] != '2')
            {
                lock (_lock)
                {
                    _open.Remove(socket);
                }

                socket.Dispose();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was broken.
        }
    }
}
