using System.Runtime.CompilerServices;

namespace HostIpc.Pipeline;

/// <summary>
/// The numbers that the lines of one connection get, rising. They are taken off the server's counter a few at a time, and more the
/// more a connection asks for: an interlocked addition for every line would cost as much as reading it.
/// </summary>
internal sealed class CommandIds(CommandIdCounter counter)
{
    private const int LargestBlock = 64;

    private int _block = 1;
    private int _left;
    private long _next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next()
    {
        if (_left == 0)
        {
            TakeBlock();
        }

        _left--;
        return _next++;
    }

    private void TakeBlock()
    {
        _next = counter.Take(_block);
        _left = _block;
        _block = Math.Min(2 * _block, LargestBlock);
    }
}
