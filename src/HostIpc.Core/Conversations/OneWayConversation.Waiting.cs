using System.Globalization;
using HostIpc.Pipeline;
using HostIpc.Protocol;

namespace HostIpc.Conversations;

// The lines that wait for those before them.
internal sealed partial class OneWayConversation
{
    public void List(List<ActiveCommand> found)
    {
        lock (_lock)
        {
            string peer = _caller.Peer.ToString();
            found.AddRange(_waiting.All.Take(ActiveListing.MaxCommands).Select(line =>
                new ActiveCommand(line.Id, ActiveCommand.Waiting, peer, CommandLane.Excerpt(line.Text), _time.GetElapsedTime(line.Since))));
        }
    }

    public bool TryEnd(long id)
    {
        WaitingLine line;
        lock (_lock)
        {
            if (!_waiting.TryRemove(id, out line))
            {
                return _lanes.Any(lane => lane.Lane.TryEnd(id));
            }

            CheckDrained();
        }

        _log.RefusedAhead(id, _caller, line.Text, line.IsListed, CommandLane.EndedByOperator);
        return true;
    }

    /// <summary>Gives a lane the next line that waits; where there is none, the lane has nothing to do.</summary>
    private bool TryNext(LineLane lane)
    {
        lock (_lock)
        {
            if (_waiting.TryTake(lane.Request))
            {
                return true;
            }

            lane.Lane.Place.Leave();
            _idle.Push(lane);
            CheckDrained();
            return false;
        }
    }

    private void Queue(long id, ReadOnlySpan<byte> line, Rejection? fault)
    {
        if (fault is not null)
        {
            _log.Refused(id, _caller, fault, line);
            return;
        }

        // Before it can be taken by a lane, which could else log its end first. What floods the log with refused lines has no more of them listed.
        bool isListed = _log.ReceivedAhead(id, _caller, line);
        LineLane? lane;
        bool isRefused;
        lock (_lock)
        {
            isRefused = _stopped.IsCancellationRequested;
            if (!isRefused)
            {
                Enqueue(id, line, isListed);
            }

            // One may have ended meanwhile.
            if (_idle.TryPop(out lane) && !_waiting.TryTake(lane.Request))
            {
                _idle.Push(lane);
                lane = null;
            }
        }

        if (isRefused)
        {
            _log.RefusedAhead(id, _caller, line, isListed, CommandLane.Stopping);
        }

        if (lane is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(lane, preferLocal: false);
        }
    }

    private void Enqueue(long id, ReadOnlySpan<byte> line, bool isListed)
    {
        if (_waiting.Count == 0)
        {
            _timer.Change(LongWait, LongWait);
        }

        _waiting.Add(id, line, isListed, _time.GetTimestamp());
    }

    // The time to stop has run out. What runs may take longer to end, or not end at all; what waits is refused now.
    private void RefuseWaiting()
    {
        List<WaitingLine> refused = [];
        lock (_lock)
        {
            _waiting.Clear(refused);
            CheckDrained();
        }

        foreach (WaitingLine line in refused)
        {
            _log.RefusedAhead(line.Id, _caller, line.Text, line.IsListed, CommandLane.Stopping);
        }
    }

    // Once for each command that holds the others up, and once a minute at most.
    internal void ReportLongWait()
    {
        long waiting;
        long holder;
        string message;
        lock (_lock)
        {
            if (_waiting.First is not { } first || first.Since is var since && _time.GetElapsedTime(since) < LongWait)
            {
                return;
            }

            holder = _lanes.Except(_idle).Select(static lane => lane.Request.Id).DefaultIfEmpty().Min();
            if (holder == _reported)
            {
                return;
            }

            _reported = holder;
            waiting = first.Id;
            message = string.Create(
                CultureInfo.InvariantCulture,
                $"has waited for {(long)_time.GetElapsedTime(first.Since).TotalSeconds} s because {holder} runs; {_waiting.Count} wait. To end it: hostipcd kill {holder}");
        }

        _log.Noticed(waiting, _caller, message);
    }
}
