using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HostIpc.Framing;

/// <summary>
/// Finds one line feed after the other. A search from anew for every line costs more than a short line is long; this one looks at
/// 64 bytes at a time and remembers all the line feeds that it saw there.
/// </summary>
/// <remarks>By vectors of 128 bits, which every processor has: a native program is compiled for all of them, and would take the slow way where it asks for longer ones.</remarks>
internal struct LineFeedSearch
{
    private const byte LineFeed = (byte)'\n';
    private const int WindowSize = 64;

    private ulong _seen; // a bit for each line feed in the window that was not yet handed out
    private int _window;
    private int _next; // the first byte that was not yet looked at

    /// <summary>Whether the next line feed is known already.</summary>
    public readonly bool HasSeen => _seen != 0;

    /// <summary>Its index, where it is known.</summary>
    public readonly int Seen => _window + BitOperations.TrailingZeroCount(_seen);

    /// <summary>Takes it, where it is known.</summary>
    public void TakeSeen() => _seen &= _seen - 1;

    /// <summary>The index of the next line feed, or -1. To be called with the same bytes until then; after that it starts anew.</summary>
    public int Next(ReadOnlySpan<byte> bytes)
    {
        if (_seen == 0 && !TryLook(bytes))
        {
            return SearchFar(bytes);
        }

        int index = Seen;
        TakeSeen();
        return index;
    }

    /// <summary>Looks at the next bytes, where none is known. False where there is none in them, or they are too few.</summary>
    public bool TryLook(ReadOnlySpan<byte> bytes)
    {
        if (!Vector128.IsHardwareAccelerated || bytes.Length - _next < WindowSize)
        {
            return false;
        }

        _window = _next;
        _next += WindowSize;
        ref byte window = ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), _window);
        Vector128<byte> lineFeeds = Vector128.Create(LineFeed);
        ulong first = Vector128.Equals(Vector128.LoadUnsafe(ref window), lineFeeds).ExtractMostSignificantBits();
        ulong second = Vector128.Equals(Vector128.LoadUnsafe(ref window, 16), lineFeeds).ExtractMostSignificantBits();
        ulong third = Vector128.Equals(Vector128.LoadUnsafe(ref window, 32), lineFeeds).ExtractMostSignificantBits();
        ulong fourth = Vector128.Equals(Vector128.LoadUnsafe(ref window, 48), lineFeeds).ExtractMostSignificantBits();
        _seen = first | second << 16 | third << 32 | fourth << 48;
        return _seen != 0;
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
