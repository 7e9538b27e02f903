using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Keeps what a command writes, both streams in one text.</summary>
internal sealed class CapturedOutput : IOutputSink
{
    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        lock (_text)
        {
            _text.Append(Encoding.UTF8.GetString(data.Span));
        }

        return default;
    }
}
