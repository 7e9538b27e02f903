namespace HostIpc.Docker.Engine.Http;

/// <summary>A body that ends with the connection. Whether it was cut off cannot be told.</summary>
internal sealed class UnsizedBody(HttpInput input) : HttpBody
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => input.ReadAsync(buffer, cancellationToken);
}
