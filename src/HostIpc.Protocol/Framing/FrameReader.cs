using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

namespace HostIpc.Protocol.Framing;

/// <summary>
/// Takes frames off a pipe, whole. Type, padding and length are judged by the header alone, before any of the payload is waited for, so
/// nothing is ever kept that is longer than its type may be.
/// </summary>
/// <param name="input">What is read.</param>
/// <param name="sender">Who writes it.</param>
/// <param name="maxRequestBytes">The bound of a request.</param>
public sealed class FrameReader(PipeReader input, FrameSide sender, int maxRequestBytes)
{
    private SequencePosition _end;
    private bool _isHeld;

    // A pipe reader of a stream tells of the end only to who waits, not to who tries.
    private bool _isEnded;

    /// <summary>Whether a part of a frame was seen that did not come whole yet.</summary>
    public bool HasPart { get; private set; }

    /// <summary>The next frame, if it is here already.</summary>
    public bool TryRead(out Frame frame)
    {
        Release();
        frame = default;
        return input.TryRead(out ReadResult result) && TryTake(result, out frame);
    }

    /// <summary>Waits for the next frame. Ends the validity of the one before.</summary>
    public ValueTask<Frame> ReadAsync(CancellationToken cancellationToken = default) =>
        TryRead(out Frame frame) ? ValueTask.FromResult(frame) : WaitAsync(cancellationToken);

    /// <summary>Waits until there is more to read, for who wants to look up between two pieces of a frame. False at the end, with nothing left.</summary>
    public async ValueTask<bool> WaitForMoreAsync(CancellationToken cancellationToken = default)
    {
        Release();
        ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
        _isEnded |= result.IsCompleted;
        input.AdvanceTo(result.Buffer.Start);
        return !result.IsCompleted || !result.Buffer.IsEmpty;
    }

    /// <summary>Gives the frame that was read back to the pipe.</summary>
    public void Release()
    {
        if (_isHeld)
        {
            _isHeld = false;
            input.AdvanceTo(_end);
        }
    }

    private async ValueTask<Frame> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(await input.ReadAsync(cancellationToken).ConfigureAwait(false), out Frame frame))
            {
                return frame;
            }
        }
    }

    private bool TryTake(in ReadResult result, out Frame frame)
    {
        ReadOnlySequence<byte> buffer = result.Buffer;
        frame = Parse(buffer, out long needed);
        if (needed == 0)
        {
            return true;
        }

        HasPart = !buffer.IsEmpty;
        input.AdvanceTo(buffer.Start, buffer.End);
        frame = new Frame(buffer.IsEmpty ? FrameStatus.End : FrameStatus.CutOff);
        return result.IsCompleted || _isEnded;
    }

    // Needed is more than zero where the buffer does not hold all of the frame.
    private Frame Parse(in ReadOnlySequence<byte> buffer, out long needed)
    {
        needed = FrameHeader.Size;
        if (buffer.Length < FrameHeader.Size)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        buffer.Slice(0, FrameHeader.Size).CopyTo(bytes);
        bool isPadded = FrameHeader.TryParse(bytes, out FrameHeader header);
        if (FindFault(header, isPadded) is { } fault)
        {
            Hold(buffer.End);
            needed = 0;
            return new Frame(FrameStatus.Malformed, header.Type) { Fault = fault };
        }

        needed = FrameHeader.Size + header.Length;
        if (buffer.Length < needed)
        {
            return default;
        }

        ReadOnlySequence<byte> payload = buffer.Slice(FrameHeader.Size, header.Length);
        Hold(payload.End);
        needed = 0;
        return new Frame(FrameStatus.Frame, header.Type, payload);
    }

    private string? FindFault(in FrameHeader header, bool isPadded)
    {
        int longest = FrameLimits.MaxLength(header.Type, sender, maxRequestBytes);
        return longest < 0 ? Text($"a frame of type {(int)header.Type} from the {(sender == FrameSide.Client ? "client" : "server")}")
            : !isPadded ? Text($"a frame of type {(int)header.Type} whose bytes 2 to 4 are not zero")
            : header.Length > longest && header.Type == FrameType.Request ? Text($"a request of {header.Length} bytes; at most {longest} are taken (Limits:MaxRequestBytes)")
            : header.Length > longest ? Text($"a frame of type {(int)header.Type} with {header.Length} bytes; at most {longest} are taken")
            : header.Type == FrameType.Signal && header.Length != 1 ? "a signal without its number"
            : null;
    }

    private void Hold(SequencePosition end)
    {
        HasPart = false;
        _isHeld = true;
        _end = end;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
