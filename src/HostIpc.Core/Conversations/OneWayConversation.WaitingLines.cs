using System.Buffers;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Conversations;

internal sealed partial class OneWayConversation
{
    /// <summary>Lines that were read and logged and wait for those before them. While they hold too much memory, the connection's input is held. For one thread at a time.</summary>
    internal sealed class WaitingLines(Connection connection)
    {
        /// <summary>What lines that wait may cost, in bytes, until no more are read.</summary>
        public const int MaxCost = 2 * 1024 * 1024;

        // So that short lines are bounded in number.
        private const int CostOfOne = 64;

        private readonly LinkedList<WaitingLine> _lines = [];

        private long _cost;
        private bool _isHeld;

        public int Count => _lines.Count;

        /// <summary>The one that has waited longest; null where none waits.</summary>
        public WaitingLine? First => _lines.First?.Value;

        public IEnumerable<WaitingLine> All => _lines;

        public void Add(long id, ReadOnlySpan<byte> line, bool isListed, long since)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(line.Length);
            line.CopyTo(bytes);
            _lines.AddLast(new WaitingLine(id, bytes, line.Length, isListed, since));
            _cost += line.Length + CostOfOne;
            if (!_isHeld && _cost > MaxCost)
            {
                _isHeld = true;
                connection.HoldInput(isHeld: true);
            }
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
            _lines.Remove(node);
            _cost -= node.Value.Length + CostOfOne;
            if (_isHeld && _cost < MaxCost / 2)
            {
                _isHeld = false;
                connection.HoldInput(isHeld: false);
            }
        }
    }
}
