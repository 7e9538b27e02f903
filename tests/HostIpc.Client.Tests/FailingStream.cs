namespace HostIpc.Client;

/// <summary>An input of 100 bytes after which reading fails.</summary>
internal sealed class FailingStream : MemoryStream
{
    private int _reads;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _reads++ == 0 ? ValueTask.FromResult(100) : ValueTask.FromException<int>(new InvalidDataException("the disk is gone"));
}
