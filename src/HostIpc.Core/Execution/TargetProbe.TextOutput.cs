using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Execution;

public sealed partial class TargetProbe
{
    private sealed class TextOutput : IOutputSink
    {
        private const int MaxLength = 65536;

        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            lock (_text)
            {
                if (_text.Length < MaxLength)
                {
                    _text.Append(Encoding.UTF8.GetString(data.Span));
                }
            }

            return default;
        }
    }
}
