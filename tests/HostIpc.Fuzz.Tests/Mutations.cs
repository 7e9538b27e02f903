using System.Buffers.Binary;
using System.Text;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests;

/// <summary>What can go wrong with a conversation on its way.</summary>
internal static class Mutations
{
    private static readonly uint[] Lengths = [0, 1, 2, 7, 8, 64, 65, 4096, 4097, 65535, 65536, 65537, 262144, 262145, 1 << 24, int.MaxValue, 0x80000000, uint.MaxValue];

    // Each type and its neighbours, and some that are far from all.
    private static readonly byte[] Types =
        [.. Enum.GetValues<FrameType>().SelectMany(static type => (byte[])[unchecked((byte)(type - 1)), (byte)type, (byte)(type + 1)]).Concat((byte[])[72, 128]).Distinct().Order()];

    private static readonly (string From, string To)[] Members =
    [
        ("\"argv\"", "\"argv\":[\"echo\"],\"argv\""), ("\"argv\"", "\"Argv\""), ("\"argv\":[", "\"argv\":[1,"), ("\"argv\":[", "\"argv\":[[],"), ("\"argv\":[", "\"shell\":\"echo\",\"argv\":["),
        ("\"shell\":\"", "\"shell\":null,\"x\":\""), ("\"shell\":\"", "\"shell\":\"\\u0000"), ("\"shell\":\"", "\"shell\":\"\\ud800"), ("\"shell\":\"", "\"shell\":\""), ("\"stdin\":true", "\"stdin\":1"),
        ("\"stdin\":true", "\"stdin\":false"), ("\"stdin\":true", "\"stdin\":true,\"stdin\":true"), ("\"timeoutMs\":", "\"timeoutMs\":-"), ("\"timeoutMs\":", "\"timeoutMs\":1e"),
        ("\"timeoutMs\":1", "\"timeoutMs\":99999999999999999999"), ("\"env\":{", "\"env\":{\"LD_PRELOAD\":\"x\","), ("\"env\":{", "\"env\":{\"\":\"x\","), ("\"env\":{", "\"env\":[{"), ("\"cwd\":\"", "\"cwd\":\"."),
        ("\"what\"", "\"what\":\"status\",\"what\""), ("\"status\"", "\"state\""), ("{", "{\"x\":[[[[[[[[[[1]]]]]]]]]],"), ("}", "}}"), ("{", "\ufeff{"), ("{", "[{"), ("\"", "'"), (":", ""), ("echo", "echo 'open"),
    ];

    private static readonly string[] OtherPrefaces = ["HOSTIPC/2\n", "HOSTIPC/1\r\n", "HOSTIPC/1", "HOSTIPC/", "hostipc/1\n", "\n", "echo line\n", "echo one\necho two\nfail\nnope\n", "HOSTIPC/1\n\n", "", "\0\n"];

    /// <summary>Makes one to four changes.</summary>
    public static IReadOnlyList<Step> Apply(IReadOnlyList<Step> steps, Random random)
    {
        var changed = new List<Step>(steps);
        for (int count = random.Next(1, 5); count > 0 && changed.Count > 0; count--)
        {
            // The preface is spared mostly: without it there is only one way to read what follows.
            int at = random.Next(random.Next(12) == 0 ? 0 : Math.Min(1, changed.Count - 1), changed.Count);
            if (random.Next(3) == 0)
            {
                ChangeOrder(changed, at, random);
            }
            else
            {
                changed[at] = changed[at] with { Bytes = Change(changed[at].Bytes, random, isPreface: at == 0) };
            }
        }

        return changed;
    }

    private static void ChangeOrder(List<Step> steps, int at, Random random)
    {
        int other = random.Next(Math.Min(1, steps.Count - 1), steps.Count);
        switch (random.Next(5))
        {
            case 0:
                (steps[at], steps[other]) = (steps[other], steps[at]);
                break;
            case 1:
                steps.Insert(other, steps[at]);
                break;
            case 2:
                steps.RemoveAt(at);
                break;
            case 3:
                steps.RemoveRange(at, steps.Count - at);
                break;
            default:
                // As many as pings are answered, and more.
                steps.InsertRange(at, Enumerable.Repeat(steps[at], steps[at].Bytes.Length < 200 ? random.Next(1, 40) : 1));
                break;
        }
    }

    private static byte[] Change(byte[] bytes, Random random, bool isPreface)
    {
        int at = random.Next(bytes.Length + 1);
        int end = Math.Min(bytes.Length, at + random.Next(1, 10));
        switch (random.Next(12))
        {
            case 0 when bytes.Length > 0:
                bytes = [.. bytes];
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1 when bytes.Length > 0:
                bytes = [.. bytes];
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2:
                byte[] inserted = new byte[random.Next(1, 20)];
                random.NextBytes(inserted);
                return [.. bytes[..at], .. inserted, .. bytes[at..]];
            case 3:
                return [.. bytes[..at], .. bytes[end..]];
            case 4:
                return [.. bytes[..end], .. bytes[at..]];
            case 5:
                return bytes[..at];
            case 6 when isPreface:
                return Encoding.UTF8.GetBytes(OtherPrefaces[random.Next(OtherPrefaces.Length)]);
            case 6 when bytes.Length >= FrameHeader.Size:
                bytes = [.. bytes];
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), random.Next(4) == 0 ? (uint)random.NextInt64() : Lengths[random.Next(Lengths.Length)]);
                return bytes;
            case 7 when bytes.Length > 0:
                return [Types[random.Next(Types.Length)], .. bytes[1..]];
            case 8 when bytes.Length > 3:
                bytes = [.. bytes];
                bytes[random.Next(1, 4)] = (byte)random.Next(1, 256);
                return bytes;
            default:
                return ChangeJson(bytes, random);
        }
    }

    // With the header's length put right, so that it is the JSON that is judged.
    private static byte[] ChangeJson(byte[] bytes, Random random)
    {
        if (bytes.Length < FrameHeader.Size || (FrameType)bytes[0] is not (FrameType.Request or FrameType.Query))
        {
            return bytes;
        }

        string json = Encoding.UTF8.GetString(bytes.AsSpan(FrameHeader.Size));
        int first = random.Next(Members.Length);
        for (int i = 0; i < Members.Length; i++)
        {
            (string from, string to) = Members[(first + i) % Members.Length];
            int at = json.IndexOf(from, StringComparison.Ordinal);
            if (at >= 0)
            {
                return Frames.Of((FrameType)bytes[0], json.Remove(at, from.Length).Insert(at, to));
            }
        }

        return bytes;
    }
}
