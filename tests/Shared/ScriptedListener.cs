using System.Net;
using System.Net.Sockets;

namespace HostIpc;

/// <summary>A socket in a directory of its own, or a port of loopback, with a script for each connection. Its disposal waits for the scripts, and fails where one did.</summary>
internal sealed class ScriptedListener : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _listener;
    private readonly List<Task> _scripts = [];
    private readonly Task _accepting;
    private int _accepted;
    private int _open;

    public ScriptedListener(Func<Socket, Task> script, bool overTcp = false)
    {
        EndPoint where = overTcp ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(_directory.Socket);
        _listener = new Socket(where.AddressFamily, SocketType.Stream, overTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        _listener.Bind(where);
        Endpoint = overTcp ? $"tcp:{_listener.LocalEndPoint}" : $"unix:{_directory.Socket}";
        _listener.Listen(512);
        _accepting = AcceptAsync(script);
    }

    public string Endpoint { get; }

    public string Directory => _directory.Path;

    /// <summary>How many connections there have been.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many scripts still run.</summary>
    public int Open => Volatile.Read(ref _open);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Eventually.Ends(_accepting);
        try
        {
            await Eventually.Ends(Task.WhenAll(_scripts));
        }
        finally
        {
            _directory.Dispose();
        }
    }

    private async Task AcceptAsync(Func<Socket, Task> script)
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync();
                Interlocked.Increment(ref _accepted);
                Interlocked.Increment(ref _open);
                _scripts.Add(Task.Run(() => RunAsync(script, client)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task RunAsync(Func<Socket, Task> script, Socket client)
    {
        try
        {
            using (client)
            {
                await script(client);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
