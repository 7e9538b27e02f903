using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Docker.TestSupport;

/// <summary>What a command wrote, its streams apart.</summary>
internal sealed class RecordedOutput : IOutputSink
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public string Output => Take(_output);

    public string Error => Take(_error);

    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        StringBuilder text = kind == OutputKind.Stdout ? _output : _error;
        lock (text)
        {
            text.Append(Encoding.Latin1.GetString(data.Span));
        }

        return default;
    }

    private static string Take(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
