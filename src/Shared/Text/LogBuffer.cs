using System.Buffers;
using System.Buffers.Text;

namespace HostIpc.Text;

/// <summary>Bytes that wait to be written. Grows for one long line, and does not keep what an unusually long one needed.</summary>
internal sealed class LogBuffer : IBufferWriter<byte>
{
    /// <summary>How much waits before it is written without being asked for.</summary>
    public const int Threshold = 64 * 1024;

    private const int UsualCapacity = Threshold + 4096;

    // Most of them have one short line in them, if any.
    private const int InitialCapacity = 4096;

    // A line of the default Limits:MaxLineBytes in its longest form, JSON with six bytes for one, behind a buffer that is almost full.
    private const int LargestKept = 8 * Threshold;

    private const int LongestNumber = 20;

    private byte[] _bytes = new byte[InitialCapacity];
    private int _count;

    public int Count => _count;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Append(byte value)
    {
        Reserve(1);
        _bytes[_count++] = value;
    }

    public void Append(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(_count));
        _count += value.Length;
    }

    public void Append(long value)
    {
        Reserve(LongestNumber);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_count), out int length);
        _count += length;
    }

    public void Clear()
    {
        _count = 0;
        if (_bytes.Length > LargestKept)
        {
            _bytes = new byte[UsualCapacity];
        }
    }

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_count);
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - _count < size)
        {
            Array.Resize(ref _bytes, Math.Max(checked(_count + size), _bytes.Length < UsualCapacity ? UsualCapacity : 2 * _bytes.Length));
        }
    }
}
