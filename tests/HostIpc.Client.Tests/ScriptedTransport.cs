using System.Text;

namespace HostIpc.Client;

/// <summary>A transport that does what a test says.</summary>
internal sealed class ScriptedTransport(Func<CancellationToken, Task<Stream>> connect, List<string>? lines = null) : ClientTransport
{
    public override string Endpoint => "own:scripted";

    public override ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken) => new(connect(cancellationToken));

    public override ValueTask SendLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        if (lines is null)
        {
            return base.SendLineAsync(line, cancellationToken);
        }

        lines.Add(Encoding.UTF8.GetString(line.Span));
        return ValueTask.CompletedTask;
    }
}
