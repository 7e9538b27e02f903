namespace HostIpc.Protocol;

/// <summary>Where a command's output goes while it runs. Implement it to take output.</summary>
/// <remarks>A member that a later version adds has a body: your class goes on compiling.</remarks>
public interface IOutputSink
{
    /// <summary>
    /// Takes a piece of output. While it waits the command's pipe is not read, so that a slow sink slows the command. The two
    /// streams may call at the same time; one stream's pieces come in order.
    /// </summary>
    /// <param name="kind">The stream it was written to.</param>
    /// <param name="data">The bytes, at most 64 KiB; valid during the call only.</param>
    /// <param name="cancellationToken">Cancelled when the command is ended by force and nobody waits for its output any more.</param>
    ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
