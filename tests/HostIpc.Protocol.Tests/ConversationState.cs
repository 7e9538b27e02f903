using System.Buffers;
using HostIpc.Protocol.Framing;

namespace HostIpc.Protocol.Tests;

/// <summary>The tables of states in the document, as far as its examples go.</summary>
internal sealed class ConversationState
{
    private readonly Queue<byte[]> _pings = new();
    private bool _clientSpoke;
    private bool _serverSpoke;
    private bool _isAsked;
    private bool _isAccepted;
    private bool _isOpen;
    private int _queries;

    /// <summary>Whether the server rejected something as malformed.</summary>
    public bool WasMalformed { get; private set; }

    /// <summary>What the server said of the last request that it rejected.</summary>
    public string? Message { get; private set; }

    public bool Preface(bool isClients)
    {
        bool isFirst = isClients ? !_clientSpoke && !_serverSpoke : _clientSpoke && !_serverSpoke;
        _clientSpoke |= isClients;
        _serverSpoke |= !isClients;
        return isFirst;
    }

    /// <summary>Whether the frame is in its place.</summary>
    public bool Takes(in Frame frame)
    {
        bool fits = _clientSpoke && !WasMalformed && frame.Type switch
        {
            FrameType.Request => !_isAsked,
            FrameType.Input => _isAsked && _isOpen,
            FrameType.Signal => _isAsked,
            FrameType.Ping or FrameType.Query => true,
            FrameType.Accepted => _serverSpoke && _isAsked && !_isAccepted,
            FrameType.Stdout or FrameType.Stderr => _serverSpoke && _isAccepted && !frame.Payload.IsEmpty,
            FrameType.Exit => _serverSpoke && _isAccepted,
            FrameType.Pong => _serverSpoke && _pings.TryDequeue(out byte[]? ping) && frame.Payload.ToArray().SequenceEqual(ping),
            FrameType.Answer => _serverSpoke && _queries-- > 0,
            _ => _serverSpoke,
        };
        switch (frame.Type)
        {
            case FrameType.Request when fits:
                _isAsked = true;
                _isOpen = RequestPayload.Read(frame.Payload, 65536, out _)!.Settings!.HasInput;
                break;
            case FrameType.Input:
                _isOpen &= !frame.Payload.IsEmpty;
                break;
            case FrameType.Ping:
                _pings.Enqueue(frame.Payload.ToArray());
                break;
            case FrameType.Query:
                _queries++;
                break;
            case FrameType.Accepted:
                _isAccepted = true;
                break;
            case FrameType.Exit:
                _isAsked = _isAccepted = false;
                break;
            case FrameType.Rejected:
                _isAsked = _isAccepted = false;
                (RejectionReason reason, Message) = RejectedPayload.Read(frame.Payload);
                WasMalformed |= reason == RejectionReason.Malformed;
                break;
        }

        return fits;
    }
}
