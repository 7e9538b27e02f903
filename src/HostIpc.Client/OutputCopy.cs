using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>Copies output to streams.</summary>
internal sealed class OutputCopy(Stream output, Stream error) : IOutputSink
{
    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        (kind == OutputKind.Stdout ? output : error).WriteAsync(data, cancellationToken);
}
