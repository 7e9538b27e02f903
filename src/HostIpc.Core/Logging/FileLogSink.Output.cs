namespace HostIpc.Logging;

// What is written, and what is lost where it cannot be.
internal sealed partial class FileLogSink
{
    private void Put(ReadOnlySpan<byte> lines, long lost)
    {
        _file.LookAtPath();
        long count = lines.Count((byte)'\n');
        if (_failure is null)
        {
            long written = count == 0 ? 0 : _file.Put(lines, count, isWhole: false);
            if (written < count || !_file.IsUsable)
            {
                Fail(count - written);
            }
        }
        else if (TryResume(lines, count))
        {
            LogEvents.FileWritableAgain(_logger, _path, _lost);
            _failure = null;
            _lost = 0;
        }
        else
        {
            _lost += count;
        }

        if (lost > 0)
        {
            PutLoss(lost);
        }
    }

    private void Fail(long lost)
    {
        _failure = _file.Problem.Reason;
        _lost = lost;
        LogEvents.FileUnwritable(_logger, _path, _failure);
    }

    // Those lost while the disk took nothing, behind what it took at last.
    private void PutLoss(long lost)
    {
        if (_failure is not null)
        {
            _lost += lost;
            return;
        }

        _retry.Clear();
        LossNotice.AppendTo(_retry, _formatter, _time.GetUtcNow(), lost, LossNotice.Stalled(_patience));
        if (_file.Put(_retry.Written, 1, isWhole: true) == 1)
        {
            LogEvents.FileWritableAgain(_logger, _path, lost);
        }
        else
        {
            Fail(lost);
        }
    }

    /// <summary>All or nothing, and first of all how much is missing: half of it would make the loss look ended.</summary>
    private bool TryResume(ReadOnlySpan<byte> lines, long count)
    {
        _retry.Clear();
        if (_lost > 0)
        {
            LossNotice.AppendTo(_retry, _formatter, _time.GetUtcNow(), _lost, _failure!);
            count++;
        }

        _retry.Append(lines);
        return count == 0 ? _file.IsUsable : _file.Put(_retry.Written, count, isWhole: true) == count;
    }
}
