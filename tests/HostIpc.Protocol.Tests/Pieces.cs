using System.Buffers;

namespace HostIpc.Protocol.Tests;

/// <summary>Bytes as a socket hands them out: in pieces of any length.</summary>
internal static class Pieces
{
    public static IEnumerable<byte[]> Split(byte[] bytes, Random random)
    {
        int max = random.Next(1, random.Next(1, 400));
        for (int start = 0; start < bytes.Length;)
        {
            int length = Math.Min(random.Next(1, max + 1), bytes.Length - start);
            yield return bytes[start..(start + length)];
            start += length;
        }
    }

    public static ReadOnlySequence<byte> Sequence(byte[] bytes, Random random)
    {
        var first = new Piece([], null);
        Piece last = first;
        foreach (byte[] piece in Split(bytes, random))
        {
            last = new Piece(piece, last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
