using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Transports.Fifo;

/// <summary>A listener with the plainest server that can be: it collects lines.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly FifoListener _listener;
    private readonly Action<string> _onLine;
    private Task _served = Task.CompletedTask;

    private LineServer(FifoListener listener, NoticeSink sink, Action<string>? onLine)
    {
        _listener = listener;
        _onLine = onLine ?? (_ => { });
        Sink = sink;
    }

    public NoticeSink Sink { get; }

    public ConcurrentQueue<string> Lines { get; } = new();

    public int Connections { get; private set; }

    /// <summary>Ends when the listener has no more connections.</summary>
    public Task Served => _served;

    public static (FifoListener Listener, NoticeSink Sink) Make(string path, UnixFileMode? mode = null, int concurrency = 1, bool requireLineFeed = false)
    {
        var sink = new NoticeSink();
        var options = new FifoOptions { Path = path, Concurrency = concurrency, RequireLineFeed = requireLineFeed };
        options.Mode = mode ?? options.Mode;
        return (new FifoListener(options, new FifoReports(NullLogger.Instance, sink.Log)), sink);
    }

    public static async Task<LineServer> Start(string path, UnixFileMode? mode = null, Action<string>? onLine = null, bool requireLineFeed = false)
    {
        var (listener, sink) = Make(path, mode, requireLineFeed: requireLineFeed);
        await listener.BindAsync(CancellationToken.None);
        var server = new LineServer(listener, sink, onLine);
        server._served = server.Serve();
        return server;
    }

    public ValueTask Stop() => _listener.StopAcceptingAsync();

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAcceptingAsync();
        await _listener.DisposeAsync();
        await _served.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private async Task Serve()
    {
        while (await _listener.AcceptAsync(CancellationToken.None) is { } connection)
        {
            Connections++;
            await using (connection)
            {
                await ReadLines(connection.Input);
            }
        }
    }

    private async Task ReadLines(PipeReader reader)
    {
        while (true)
        {
            var result = await reader.ReadAsync();
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(buffer.Slice(0, end));
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                Lines.Enqueue(line);
                _onLine(line);
            }

            if (result.IsCompleted)
            {
                if (!buffer.IsEmpty)
                {
                    Lines.Enqueue("unfinished: " + Encoding.UTF8.GetString(buffer));
                }

                return;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
