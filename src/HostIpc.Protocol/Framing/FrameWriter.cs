using System.IO.Pipelines;

namespace HostIpc.Protocol.Framing;

/// <summary>
/// Writes frames, one after the other whoever writes them. A frame goes out in one piece with its header, since a header alone would
/// wake the reader for nothing.
/// </summary>
/// <remarks>Once a write failed or was given up in the middle nothing more is written: what follows would be read as part of it.</remarks>
public sealed class FrameWriter(PipeWriter output) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile bool _isBroken;

    /// <summary>Whether nothing can be written any more: the reader has gone.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Sends the preface.</summary>
    public ValueTask<bool> WritePrefaceAsync(CancellationToken cancellationToken = default) =>
        WriteAsync(static (writer, _) => Put(writer, Preface.Line), 0, isLast: false, cancellationToken);

    /// <summary>Writes a frame and waits while the reader does not read. False where it has gone.</summary>
    /// <param name="type">The frame's type.</param>
    /// <param name="payload">At most what the type allows; not kept.</param>
    /// <param name="cancellationToken">Gives up, and with it the connection where part of a frame was written.</param>
    public ValueTask<bool> WriteAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        WriteAsync(type, payload, isLast: false, cancellationToken);

    /// <summary>Writes two frames in one piece, as <see cref="WriteAsync(FrameType, ReadOnlyMemory{byte}, CancellationToken)"/> does one.</summary>
    public ValueTask<bool> WriteAsync(FrameType first, ReadOnlyMemory<byte> firstPayload, FrameType second, ReadOnlyMemory<byte> secondPayload, CancellationToken cancellationToken = default) =>
        WriteAsync(
            static (writer, frames) =>
            {
                Put(writer, frames.first, frames.firstPayload.Span);
                Put(writer, frames.second, frames.secondPayload.Span);
            },
            (first, firstPayload, second, secondPayload),
            isLast: false,
            cancellationToken);

    /// <summary>As <see cref="WriteAsync(FrameType, ReadOnlyMemory{byte}, CancellationToken)"/>, after which nothing more is written, not even by who waits for a turn already.</summary>
    public async ValueTask WriteLastAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        try
        {
            await WriteAsync(type, payload, isLast: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Nothing more is written.</summary>
    public void Close() => _isBroken = true;

    /// <summary>As <see cref="Close"/>. Whoever still waits for a turn, a handler that was left behind say, gets it and writes nothing.</summary>
    public void Dispose() => Close();

    private ValueTask<bool> WriteAsync(FrameType type, ReadOnlyMemory<byte> payload, bool isLast, CancellationToken cancellationToken) =>
        WriteAsync(
            static (writer, frame) => Put(writer, frame.type, frame.payload.Span),
            (type, payload),
            isLast,
            cancellationToken);

    private async ValueTask<bool> WriteAsync<T>(Action<PipeWriter, T> put, T value, bool isLast, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isBroken)
            {
                return false;
            }

            put(output, value);
            bool isOver = (await output.FlushAsync(cancellationToken).ConfigureAwait(false)).IsCompleted;
            _isBroken |= isOver || isLast;
            return !isOver;
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

    private static void Put(PipeWriter writer, FrameType type, ReadOnlySpan<byte> payload)
    {
        int size = FrameHeader.Size + payload.Length;
        Span<byte> bytes = writer.GetSpan(size);
        new FrameHeader(type, (uint)payload.Length).Write(bytes);
        payload.CopyTo(bytes[FrameHeader.Size..]);
        writer.Advance(size);
    }

    private static void Put(PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
