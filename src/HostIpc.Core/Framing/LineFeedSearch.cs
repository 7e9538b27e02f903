using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HostIpc.Framing;

/// <summary>
/// Finds one line feed after the other. A search from anew for every line costs more than a short line is long; this one looks at
/// 32 bytes at a time and remembers all the line feeds that it saw there.
/// </summary>
internal struct LineFeedSearch
{
    private const byte LineFeed = (byte)'\n';

    private uint _seen; // a bit for each line feed in the window that was not yet handed out
    private int _window;
    private int _next; // the first byte that was not yet looked at

    /// <summary>The index of the next line feed, or -1. To be called with the same bytes until then; after that it starts anew.</summary>
    public int Next(ReadOnlySpan<byte> bytes)
    {
        if (_seen == 0)
        {
            if (Vector256.IsHardwareAccelerated && bytes.Length - _next >= Vector256<byte>.Count)
            {
                _window = _next;
                _seen = Vector256.Equals(
                    Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)_window), Vector256.Create(LineFeed)).ExtractMostSignificantBits();
                _next += Vector256<byte>.Count;
            }

            if (_seen == 0)
            {
                return SearchFar(bytes);
            }
        }

        int index = _window + BitOperations.TrailingZeroCount(_seen);
        _seen &= _seen - 1;
        return index;
    }

    // A long line, or the last bytes.
    private int SearchFar(ReadOnlySpan<byte> bytes)
    {
        int index = bytes[_next..].IndexOf(LineFeed);
        if (index < 0)
        {
            _next = 0;
            return -1;
        }

        index += _next;
        _next = index + 1;
        return index;
    }
}
