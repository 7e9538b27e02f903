using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HostIpc.Docker.TestSupport;

/// <summary>An engine of which nothing is to be had but its events, as a test makes them.</summary>
internal sealed class FakeEvents : IAsyncDisposable
{
    private readonly BlockingCollection<string> _lines = [];
    private long _time;

    public FakeEvents()
    {
        _time = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        Engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            if (request.Contains("/info ", StringComparison.Ordinal))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Answers.Sized($$"""{"ServerVersion":"1","SystemTime":"{{DateTimeOffset.UtcNow:O}}"}""")), cancellationToken);
                return;
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), cancellationToken);
            await Task.Run(
                async () =>
                {
                    foreach (string line in _lines.GetConsumingEnumerable(cancellationToken))
                    {
                        byte[] bytes = Encoding.UTF8.GetBytes(line + '\n');
                        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), cancellationToken);
                        await stream.WriteAsync((byte[])[.. bytes, .. "\r\n"u8], cancellationToken);
                    }
                },
                cancellationToken);
        });
    }

    public FakeEngine Engine { get; }

    public DockerClient Client => new(new DockerClientOptions { Endpoint = Engine.Path });

    /// <summary>Makes something happen.</summary>
    /// <param name="action">What.</param>
    /// <param name="attributes">Of which, as <c>key=value</c>.</param>
    public void Happen(string action, params string[] attributes) => Happen("container", action, attributes);

    public void Happen(string type, string action, string[] attributes)
    {
        _time += 1000;
        var all = new Dictionary<string, string>();
        foreach (string attribute in attributes)
        {
            int separator = attribute.IndexOf('=', StringComparison.Ordinal);
            all[attribute[..separator]] = attribute[(separator + 1)..];
        }

        string texts = string.Join(',', all.Select(pair => $"\"{JsonEncodedText.Encode(pair.Key)}\":\"{JsonEncodedText.Encode(pair.Value)}\""));
        _lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"Type":"{{{type}}}","Action":"{{{JsonEncodedText.Encode(action)}}}","Actor":{"ID":"{{{Answers.Id('a')}}}","Attributes":{{{{texts}}}}},"timeNano":{{{_time}}}}"""));
    }

    public async ValueTask DisposeAsync()
    {
        _lines.CompleteAdding();
        await Engine.DisposeAsync();
        _lines.Dispose();
    }
}
