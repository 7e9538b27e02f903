using System.Buffers;
using System.Text.Json;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests;

/// <summary>What a server sends, judged piece by piece by the document's table of what a client must expect.</summary>
internal sealed class ServerSpeech
{
    private readonly List<byte[]> _pongs = [];
    private readonly List<Outcome> _outcomes = [];
    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _bytes = new byte[4096];
    private int _length;
    private bool _hasPreface;
    private bool _isAccepted;

    /// <summary>What it did wrong; null for nothing.</summary>
    public string? Fault { get; private set; }

    public IReadOnlyList<byte[]> Pongs => _pongs;

    public IReadOnlyList<Outcome> Outcomes => _outcomes;

    public int Answers { get; private set; }

    public int Accepted { get; private set; }

    /// <summary>Whether it has said its last word.</summary>
    public bool WasMalformed { get; private set; }

    public bool HasPreface => _hasPreface;

    /// <summary>Whether a part of a frame is left.</summary>
    public bool IsTorn => _length > 0;

    public void Take(ReadOnlySpan<byte> received)
    {
        if (_bytes.Length < _length + received.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + received.Length));
        }

        received.CopyTo(_bytes.AsSpan(_length));
        _length += received.Length;
        int taken = 0;
        while (Fault is null && TakeOne(_bytes.AsMemory(taken, _length - taken)) is var count and > 0)
        {
            taken += count;
        }

        _bytes.AsSpan(taken, _length - taken).CopyTo(_bytes);
        _length -= taken;
    }

    private int TakeOne(ReadOnlyMemory<byte> rest)
    {
        if (!_hasPreface)
        {
            _hasPreface = rest.Span.StartsWith(Preface.Line);
            Fault = _hasPreface || rest.Length < Preface.Line.Length ? null : "no preface";
            return _hasPreface ? Preface.Line.Length : 0;
        }

        if (rest.Length < FrameHeader.Size)
        {
            return 0;
        }

        if (!FrameHeader.TryParse(rest.Span, out FrameHeader header) || header.Length > FrameLimits.MaxLength(header.Type, FrameSide.Server, 0))
        {
            Fault = $"the header {Convert.ToHexString(rest.Span[..FrameHeader.Size])}";
            return 0;
        }

        int size = FrameHeader.Size + (int)header.Length;
        if (rest.Length < size)
        {
            return 0;
        }

        try
        {
            Fault = WasMalformed ? $"{header.Type} after malformed" : Judge(header.Type, rest[FrameHeader.Size..size]);
        }
        catch (JsonException e)
        {
            Fault = $"{header.Type}: {e.Message}";
        }

        return size;
    }

    private string? Judge(FrameType type, ReadOnlyMemory<byte> bytes)
    {
        var payload = new ReadOnlySequence<byte>(bytes);
        switch (type)
        {
            case FrameType.Accepted:
                _ = AcceptedPayload.Read(payload);
                bool isFirst = !_isAccepted;
                _isAccepted = true;
                Accepted++;
                return isFirst ? null : "accepted twice";
            case FrameType.Stdout or FrameType.Stderr:
                if (type == FrameType.Stdout)
                {
                    _output.Write(bytes.Span);
                }

                return _isAccepted && !bytes.IsEmpty ? null : "output of no command, or none";
            case FrameType.Exit:
                CommandResult exit = ExitPayload.Read(payload);
                bool isExpected = _isAccepted;
                End(exit.TimedOut ? "timed out" : exit.Signal is { } signal ? $"signal {signal}" : $"exit {exit.ExitCode}");
                return isExpected ? null : "exit of no command";
            case FrameType.Rejected:
                (RejectionReason reason, _) = RejectedPayload.Read(payload);
                if (reason == RejectionReason.Malformed)
                {
                    WasMalformed = true;
                    return null;
                }

                bool mayBe = !_isAccepted || reason is RejectionReason.Failed or RejectionReason.ShuttingDown;
                End($"rejected {reason.ToName()}");
                return mayBe ? null : $"{reason} after accepted";
            case FrameType.Pong:
                _pongs.Add(bytes.ToArray());
                return null;
            case FrameType.Answer:
                Answers++;
                return bytes.Span.IndexOf("\"uptimeMs\""u8) >= 0 ? Judge(ServerStatus.Read(payload)) : Judge(CommandListing.Read(payload));
            default:
                return $"a frame of type {type}";
        }
    }

    private static string? Judge(ServerStatus status) => status.Connections > 0 ? null : "no connection, though this is one";

    private static string? Judge(CommandListing listing) => listing.Commands.Count > 0 && !listing.Shell ? null : "not the commands";

    private void End(string text)
    {
        _isAccepted = false;
        _outcomes.Add(new Outcome(text, _output.WrittenSpan.ToArray()));
        _output.Clear();
    }
}
