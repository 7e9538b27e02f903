using System.Buffers;
using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>Keeps output, up to a bound.</summary>
internal sealed class OutputBuffer(int capacity) : IOutputSink
{
    private ArrayBufferWriter<byte>? _output;
    private ArrayBufferWriter<byte>? _error;

    public ReadOnlyMemory<byte> Output => _output?.WrittenMemory ?? default;

    public ReadOnlyMemory<byte> Error => _error?.WrittenMemory ?? default;

    /// <exception cref="HostIpcOutputTooLargeException">It would be more than the bound.</exception>
    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> buffer = kind == OutputKind.Stdout ? _output ??= new() : _error ??= new();
        if (buffer.WrittenCount + (long)data.Length > capacity)
        {
            throw new HostIpcOutputTooLargeException(
                $"the command wrote more than {capacity} bytes to {(kind == OutputKind.Stdout ? "stdout" : "stderr")} and was ended ({nameof(HostIpcClientOptions.MaxBufferedOutput)}): copy it to a stream instead");
        }

        buffer.Write(data.Span);
        return ValueTask.CompletedTask;
    }
}
