namespace HostIpc.Client;

/// <summary>The bytes of a connection, read and written asynchronously. Disposal ends who reads or writes.</summary>
internal abstract class ConnectionStream : Stream
{
    /// <summary>Whether the caller's thread is blocked while a read or write waits.</summary>
    public virtual bool Blocks => false;

    /// <summary>Whether nothing waits to be read, and the other end is open. For use while nobody reads.</summary>
    public abstract bool IsQuiet { get; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Has something done before a wait that is not brief, once or more.</summary>
    public abstract void BeforeWaiting(Action waiting);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
