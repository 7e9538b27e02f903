using System.Buffers;
using HostIpc.Requests;

namespace HostIpc.Conversations;

/// <summary>Lines that were read and logged and wait for those before them.</summary>
internal sealed class WaitingLines
{
    // So that short lines are bounded in number.
    private const int CostOfOne = 64;

    private readonly LinkedList<WaitingLine> _lines = [];

    public int Count => _lines.Count;

    /// <summary>What they hold, in bytes.</summary>
    public long Cost { get; private set; }

    /// <summary>The one that has waited longest; null where none waits.</summary>
    public WaitingLine? First => _lines.First?.Value;

    public IEnumerable<WaitingLine> All => _lines;

    public void Add(long id, ReadOnlySpan<byte> line, bool isListed, long since)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(line.Length);
        line.CopyTo(bytes);
        _lines.AddLast(new WaitingLine(id, bytes, line.Length, isListed, since));
        Cost += line.Length + CostOfOne;
    }

    /// <summary>Takes the first. False where none waits.</summary>
    public bool TryTake(LineRequest request)
    {
        if (_lines.First is not { } first)
        {
            return false;
        }

        request.Set(first.Value.Id, first.Value.Text, fault: null, first.Value.IsListed);
        Remove(first);
        return true;
    }

    public bool TryRemove(long id, out WaitingLine removed)
    {
        for (LinkedListNode<WaitingLine>? node = _lines.First; node is not null; node = node.Next)
        {
            if (node.Value.Id == id)
            {
                removed = node.Value;
                Forget(node);
                return true;
            }
        }

        removed = default;
        return false;
    }

    /// <summary>Removes all of them.</summary>
    public void Clear(List<WaitingLine> removed)
    {
        while (_lines.First is { } first)
        {
            removed.Add(first.Value);
            Forget(first);
        }
    }

    private void Remove(LinkedListNode<WaitingLine> node)
    {
        Forget(node);
        ArrayPool<byte>.Shared.Return(node.Value.Bytes);
    }

    // Its text is still needed.
    private void Forget(LinkedListNode<WaitingLine> node)
    {
        Cost -= node.Value.Length + CostOfOne;
        _lines.Remove(node);
    }
}
