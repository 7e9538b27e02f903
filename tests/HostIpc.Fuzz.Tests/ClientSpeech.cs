using HostIpc.Admission;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests;

/// <summary>What a server that reads to the first broken header finds in what a client sent: the most that it can have to answer.</summary>
internal sealed class ClientSpeech
{
    private readonly List<byte[]> _pings = [];

    public ClientSpeech(IEnumerable<Step> steps)
    {
        byte[] all = [.. steps.SelectMany(step => step.Bytes)];
        ReadOnlySpan<byte> rest = all;
        HasPreface = rest.StartsWith(Preface.Line);
        if (!HasPreface)
        {
            HasOtherVersion = rest.StartsWith(Preface.AnyVersion);
            return;
        }

        rest = rest[Preface.Line.Length..];
        int longestRequest = new LimitOptions().MaxRequestBytes;
        while (rest.Length >= FrameHeader.Size && FrameHeader.TryParse(rest, out FrameHeader header)
            && header.Length <= FrameLimits.MaxLength(header.Type, FrameSide.Client, longestRequest)
            && rest.Length >= FrameHeader.Size + header.Length)
        {
            ReadOnlySpan<byte> payload = rest.Slice(FrameHeader.Size, (int)header.Length);
            rest = rest[(FrameHeader.Size + payload.Length)..];
            switch (header.Type)
            {
                case FrameType.Ping:
                    _pings.Add(payload.ToArray());
                    break;
                case FrameType.Request:
                    Requests++;
                    break;
                case FrameType.Query:
                    Queries++;
                    break;
            }
        }
    }

    public bool HasPreface { get; }

    /// <summary>Whether it begins as a preface does and goes on otherwise.</summary>
    public bool HasOtherVersion { get; }

    public IReadOnlyList<byte[]> Pings => _pings;

    public int Requests { get; }

    public int Queries { get; }
}
