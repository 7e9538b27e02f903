using System.Net.Sockets;
using HostIpc.Identity;
using HostIpc.Transports;
using HostIpc.Transports.Sockets;
using Microsoft.Win32.SafeHandles;

namespace CustomTransport;

/// <summary>Listens on a Unix socket in the abstract name space.</summary>
/// <param name="options">Its settings.</param>
internal sealed class AbstractSocketListener(AbstractSocketOptions options) : IConnectionListener
{
    // Without a descriptor to spare, accept fails at once again.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listening;
    private SocketEngine? _engine;

    public string Endpoint => $"unix:@{options.Name}";

    public ValueTask BindAsync(CancellationToken cancellationToken)
    {
        _listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            _listening.Bind(new UnixDomainSocketEndPoint('\0' + options.Name));
            _listening.Listen(options.Backlog);
        }
        catch (SocketException e)
        {
            throw new EndpointException($"{Endpoint}: {e.Message}", e);
        }

        _engine = SocketEngine.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                return Open(await _listening!.AcceptAsync(_stopping.Token));
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            catch (SocketException)
            {
                // The peer has gone again, or there are no descriptors left. The next one may fare better.
                await Task.Delay(RetryDelay, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    public async ValueTask StopAcceptingAsync()
    {
        await _stopping.CancelAsync();
        _listening?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        _engine?.Dispose();
    }

    private Connection Open(Socket socket)
    {
        Peer peer;
        SafeFileHandle? process;
        try
        {
            peer = PeerCredentials.Read(socket);
            process = PeerCredentials.OpenProcess(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return _engine!.Open(socket, peer, process);
    }
}
