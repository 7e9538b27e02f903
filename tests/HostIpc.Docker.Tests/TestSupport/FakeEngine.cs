using System.Net.Sockets;
using System.Text;

namespace HostIpc.Docker.TestSupport;

/// <summary>An engine on a Unix socket that says what a test wants.</summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly Socket _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _requests = [];
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hostipc-docker-");
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private Task? _serving;

    private FakeEngine(Func<string, Stream, CancellationToken, Task> answer) => _answer = answer;

    public string Path => $"{_directory.FullName}/docker.sock";

    /// <summary>What it was asked, each a head.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>One that is not there yet.</summary>
    public static FakeEngine Create(Func<string, Stream, CancellationToken, Task> answer) => new(answer);

    /// <summary>One that answers every request as it likes, and closes.</summary>
    public static FakeEngine Start(Func<string, Stream, CancellationToken, Task> answer)
    {
        var engine = new FakeEngine(answer);
        engine.Listen();
        return engine;
    }

    /// <summary>One that answers with just these bytes.</summary>
    public static FakeEngine Start(string answer) => Start((_, stream, cancellationToken) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer), cancellationToken).AsTask());

    public void Listen()
    {
        _listening.Bind(new UnixDomainSocketEndPoint(Path));
        _listening.Listen();
        _serving = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listening.Dispose();
        await (_serving ?? Task.CompletedTask);
        _directory.Delete(recursive: true);
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(AnswerAsync(await _listening.AcceptAsync(_end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var head = new StringBuilder();
            byte[] one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _end.Token) > 0)
            {
                head.Append((char)one[0]);
            }

            lock (_requests)
            {
                _requests.Add(head.ToString());
            }

            await _answer(head.ToString(), stream, _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone, or the test is over.
        }
    }
}
