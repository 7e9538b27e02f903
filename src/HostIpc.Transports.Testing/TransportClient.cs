namespace HostIpc.Transports.Testing;

/// <summary>The other end of a transport, with what a client of any language has: streams.</summary>
/// <param name="input">What the server reads. Owned.</param>
/// <param name="output">What the server answers; null where the transport has no way back. May be the same stream. Owned.</param>
public sealed class TransportClient(Stream input, Stream? output = null) : IDisposable
{
    /// <summary>What the server reads.</summary>
    public Stream Input => input;

    /// <summary>What the server answers; null where there is no way back.</summary>
    public Stream? Output => output;

    /// <summary>Goes away.</summary>
    public void Dispose()
    {
        input.Dispose();
        output?.Dispose();
    }
}
