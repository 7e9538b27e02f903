using System.Runtime.CompilerServices;
using System.Text;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Pipeline;

// The request that waits or runs: it is listed, and can be ended.
internal sealed partial class CommandLane
{
    /// <summary>From now on a request is listed. Not called for what ends at once.</summary>
    /// <param name="state">One of the states of <see cref="ActiveCommand"/>.</param>
    /// <param name="request">The request.</param>
    public void SetActive(string state, in ReceivedRequest request)
    {
        lock (_lock)
        {
            _request = request;
            _since = state == _state ? _since : _time.GetTimestamp();
            _state = _state == ActiveCommand.Ending ? _state : state;
            if (!_isListed)
            {
                _isListed = true;
                _active.Add(this);
            }
        }
    }

    /// <summary>It has ended, or will not begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetIdle()
    {
        if (_state is not null)
        {
            Forget();
        }
    }

    public void List(List<ActiveCommand> found)
    {
        lock (_lock)
        {
            if (_state is not null)
            {
                found.Add(new ActiveCommand(_request.Id, _state, _request.Peer.ToString(), Excerpt(_request.Text), _time.GetElapsedTime(_since)));
            }
        }
    }

    /// <summary>A request as it is listed: its beginning.</summary>
    public static string Excerpt(ReadOnlySpan<byte> text)
    {
        string start = Encoding.UTF8.GetString(LogTruncation.Of(text, out bool isCut, 256));
        return isCut ? start + "…" : start;
    }

    public bool TryEnd(long id)
    {
        lock (_lock)
        {
            if (_state is null || _request.Id != id)
            {
                return false;
            }

            (_state, _since) = (ActiveCommand.Ending, _time.GetTimestamp());

            // What it cancels runs elsewhere.
            _ = _end.CancelAsync();
            return true;
        }
    }
}
