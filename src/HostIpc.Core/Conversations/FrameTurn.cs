using HostIpc.Admission;
using HostIpc.Protocol.Framing;
using HostIpc.Transports;

namespace HostIpc.Conversations;

/// <summary>
/// Whose turn it is in a conversation in frames. While it is the client's, the client must send something in time. While its command runs, it may be silent, or held up in the middle of a frame, for as long
/// as it likes.
/// </summary>
internal sealed class FrameTurn(Connection connection, DeadlineInput input, FrameReader frames, LimitOptions limits)
{
    private readonly Lock _lock = new();
    private bool _isRunning;
    private bool _isStopping;

    /// <summary>Whether a command runs.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _isRunning;
            }
        }
    }

    /// <summary>Whether the server stops.</summary>
    public bool IsStopping
    {
        get
        {
            lock (_lock)
            {
                return _isStopping;
            }
        }
    }

    /// <summary>The next frame is about to be waited for.</summary>
    public void Expect()
    {
        lock (_lock)
        {
            SetDeadline();
        }
    }

    /// <summary>A command begins.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _isRunning = true;
        }
    }

    /// <summary>The command has ended. Called before the client learns of it, since the client may then send its next request at once.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isRunning = false;
            SetDeadline();
            EndInputIfStopping();
        }
    }

    /// <summary>The server stops: what runs goes on, nothing new is waited for.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopping = true;
            EndInputIfStopping();
        }
    }

    private void EndInputIfStopping()
    {
        if (_isStopping && !_isRunning)
        {
            connection.EndInput();
        }
    }

    private void SetDeadline()
    {
        if (_isRunning)
        {
            input.Relax();
        }
        else if (!frames.HasPart)
        {
            input.Expect(limits.IdleTimeout);
        }
        else if (!input.IsExpectingRest)
        {
            input.ExpectRest(limits.ReceiveTimeout);
        }
    }
}
