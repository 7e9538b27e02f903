using System.IO.Pipelines;

namespace HostIpc.Framing;

/// <summary>
/// Writes frames, one after the other whoever writes them. A frame goes out in one piece with its header, since a header alone would
/// wake the reader for nothing.
/// </summary>
/// <remarks>Once a write failed or was given up in the middle nothing more is written: what follows would be read as part of it.</remarks>
internal sealed class FrameWriter(PipeWriter output) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile bool _isBroken;

    /// <summary>Whether nothing can be written any more: the reader has gone.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Sends the preface.</summary>
    public ValueTask<bool> WritePrefaceAsync(CancellationToken cancellationToken = default) =>
        WriteAsync(static (writer, _) => Put(writer, Preface.Line), 0, cancellationToken);

    /// <summary>Writes a frame and waits while the reader does not read. False where it has gone.</summary>
    /// <param name="type">The frame's type.</param>
    /// <param name="payload">At most what the type allows; not kept.</param>
    /// <param name="cancellationToken">Gives up, and with it the connection where part of a frame was written.</param>
    public ValueTask<bool> WriteAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        WriteAsync(Put, (type, payload), cancellationToken);

    /// <summary>As <see cref="WriteAsync(FrameType, ReadOnlyMemory{byte}, CancellationToken)"/>, and nothing follows it, not even what waits for its turn already.</summary>
    public ValueTask<bool> WriteLastAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        WriteAsync(Put, (type, payload), cancellationToken, isLast: true);

    /// <summary>Nothing more is written.</summary>
    public void Close() => _isBroken = true;

    // The turn is not disposed: it holds nothing, and who still waits for it would wait for ever.
    public void Dispose() => Close();

    private async ValueTask<bool> WriteAsync<T>(Action<PipeWriter, T> put, T what, CancellationToken cancellationToken, bool isLast = false)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isBroken)
            {
                put(output, what);
                FlushResult result = await output.FlushAsync(cancellationToken).ConfigureAwait(false);

                // Only ever to true: it may have been closed meanwhile.
                _isBroken |= result.IsCompleted || isLast;
                return !result.IsCompleted;
            }

            return false;
        }
        catch (IOException)
        {
            _isBroken = true;
            return false;
        }
        catch
        {
            _isBroken = true;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static void Put(PipeWriter writer, (FrameType Type, ReadOnlyMemory<byte> Payload) frame)
    {
        int size = FrameHeader.Size + frame.Payload.Length;
        Span<byte> bytes = writer.GetSpan(size);
        new FrameHeader(frame.Type, (uint)frame.Payload.Length).Write(bytes);
        frame.Payload.Span.CopyTo(bytes[FrameHeader.Size..]);
        writer.Advance(size);
    }

    private static void Put(PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
