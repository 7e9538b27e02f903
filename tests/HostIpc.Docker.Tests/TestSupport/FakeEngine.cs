using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace HostIpc.Docker.TestSupport;

/// <summary>An engine on a Unix socket that says what a test wants.</summary>
internal sealed partial class FakeEngine : IAsyncDisposable
{
    private readonly Socket _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _requests = [];
    private readonly DirectoryInfo _directory = TemporaryDirectories.Create("hostipc-docker-");
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private Task? _serving;

    private FakeEngine(Func<string, Stream, CancellationToken, Task> answer) => _answer = answer;

    /// <summary>The version that it says it speaks; null where it treats that question as any other.</summary>
    public string? ApiVersion { get; set; } = "1.41";

    /// <summary>How often it was asked for it.</summary>
    public int Pings { get; private set; }

    public string Path => $"{_directory.FullName}/docker.sock";

    /// <summary>What it was asked besides its version, each a head and what follows it.</summary>
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
            string request = await ReadAsync(stream);
            if (ApiVersion is not null && request.StartsWith("GET /_ping ", StringComparison.Ordinal))
            {
                Pings++;
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nApi-Version: {ApiVersion}\r\nContent-Length: 2\r\n\r\nOK"), _end.Token);
                return;
            }

            lock (_requests)
            {
                _requests.Add(request);
            }

            await _answer(request, stream, _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone, or the test is over.
        }
    }

    // The head, and as much as it says that follows.
    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        byte[] one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _end.Token) > 0)
        {
            request.Append((char)one[0]);
        }

        byte[] content = new byte[ContentLength().Match(request.ToString()) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(content, _end.Token);
        return request + Encoding.UTF8.GetString(content);
    }

    [GeneratedRegex(@"^Content-Length: (\d+)\r$", RegexOptions.Multiline)]
    private static partial Regex ContentLength();
}
