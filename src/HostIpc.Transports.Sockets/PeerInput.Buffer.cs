using System.Buffers;
using System.IO.Pipelines;

namespace HostIpc.Transports.Sockets;

/// <summary>The buffer: one piece, which grows within the peer's budget, and is given back while nothing is in it.</summary>
internal sealed partial class PeerInput
{
    private const int BufferSize = 64 * 1024;

    // What a connection may hold whatever others do: enough for a short request.
    private const int SmallSize = 4096;

    // Longer ones are seldom wanted. A pool would keep them for good.
    private const int MaxPooled = 2 * BufferSize;

    private byte[] _buffer = [];
    private int _counted;
    private int _start;
    private int _examined;
    private int _end;

    /// <summary>What the buffer counts against; null for no bound.</summary>
    public IReceiveBudget? Budget { get; set; }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _start = consumed.GetInteger();
        _examined = examined.GetInteger();
        if (_start == _end)
        {
            _start = _examined = _end = 0;
        }
    }

    // In the array's own numbers, as AdvanceTo gets them back.
    private ReadResult Result(bool isCancelled) => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), isCancelled, _hasEnded);

    // For as long as is waited.
    private void ShrinkBuffer()
    {
        if (_end == 0)
        {
            GiveBuffer();
        }
        else if (_end - _start <= SmallSize && _buffer.Length > SmallSize)
        {
            Move(ArrayPool<byte>.Shared.Rent(SmallSize), counted: 0);
        }
    }

    private bool TryMakeRoom()
    {
        int length = _end - _start;
        if (_buffer.Length < BufferSize && TryGrow(BufferSize))
        {
            return true;
        }

        if (_start > 0 && length <= _buffer.Length / 2)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, length);
            SetMoved();
            return true;
        }

        if (_end < _buffer.Length || TryGrow(2 * length))
        {
            return true;
        }

        if (_buffer.Length > 0)
        {
            return false;
        }

        Move(ArrayPool<byte>.Shared.Rent(SmallSize), counted: 0);
        return true;
    }

    private bool TryGrow(int size)
    {
        size = Math.Max(size, BufferSize);
        if (Budget?.TryTake(size) == false)
        {
            return false;
        }

        byte[] larger;
        try
        {
            larger = size <= MaxPooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);
        }
        catch (OutOfMemoryException)
        {
            Budget?.GiveBack(size);
            throw;
        }

        Move(larger, counted: Budget is null ? 0 : size);
        return true;
    }

    private void Move(byte[] buffer, int counted)
    {
        Buffer.BlockCopy(_buffer, _start, buffer, 0, _end - _start);
        GiveBuffer();
        _buffer = buffer;
        _counted = counted;
        SetMoved();
    }

    private void SetMoved()
    {
        _examined -= _start;
        _end -= _start;
        _start = 0;
    }

    private void GiveBuffer()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (_counted > 0)
        {
            Budget!.GiveBack(_counted);
            _counted = 0;
        }

        if (buffer.Length is > 0 and <= MaxPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
