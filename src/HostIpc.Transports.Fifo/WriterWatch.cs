using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// Ends the line of a writer that left without ending it. The server holds the end for writing too, which hides end-of-file, so inotify has to tell. The kernel tells that somebody left and that somebody wrote, in
/// their order, and how many bytes wait; whose they are has to be concluded. Wrong conclusions glue two writers' lines together or take one apart, so each has its reason here.
/// </summary>
/// <remarks>One instance for as long as the listener lives: the kernel allows a user few of them, and containers that share the user could take them all meanwhile.</remarks>
internal sealed unsafe class WriterWatch : IDisposable
{
    private readonly FileDescriptor _inotify;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(4096, pinned: true);
    private readonly bool _requiresLineFeed;
    private int _watch = -1;

    // Somebody left, nobody wrote since, and his line is not ended yet.
    private bool _isLeaving;

    // Somebody wrote, and the FIFO was not found empty since.
    private bool _isUnread;

    /// <param name="requiresLineFeed">Whether such a line is marked as unended, and so refused.</param>
    public WriterWatch(bool requiresLineFeed)
    {
        _requiresLineFeed = requiresLineFeed;
        var number = Libc.InotifyInit(Libc.InotifyCloseOnExec | Libc.InotifyNonBlocking);
        _inotify = number >= 0
            ? new FileDescriptor(number)
            : throw new EndpointException($"inotify cannot be had (see fs.inotify.max_user_instances): {LastError.Message}");
    }

    public int Number => _inotify.Number;

    /// <summary>Watches the open file itself, not what its path may lead to by now.</summary>
    public void Watch(FileDescriptor fifo)
    {
        _watch = Libc.InotifyAddWatch(_inotify.Number, fifo.ProcPath, InotifyMask.Modify | InotifyMask.CloseWrite);
        if (_watch < 0)
        {
            throw new EndpointException($"the FIFO cannot be watched (see fs.inotify.max_user_watches): {LastError.Message}");
        }
    }

    public void Unwatch()
    {
        if (_watch >= 0)
        {
            _ = Libc.InotifyRemoveWatch(_inotify.Number, _watch);
            _watch = -1;
        }
    }

    /// <summary>To be called before a connection's first read: what writers did before is not its own.</summary>
    public void Reset() => (_isLeaving, _isUnread) = (false, false);

    /// <summary>To be called before a read, which would not tell where one writer's bytes end.</summary>
    /// <returns>How many bytes there are to hand on by it.</returns>
    public int BeforeReading(FifoInput input) => EndIfLeft(input);

    /// <summary>To be called when the FIFO was found empty.</summary>
    /// <returns>How many bytes there are to hand on by it.</returns>
    public int AfterReadingAll(FifoInput input)
    {
        _isUnread = false;
        return _isLeaving ? EndIfLeft(input) : 0;
    }

    public void Dispose() => _inotify.Dispose();

    private int EndIfLeft(FifoInput input)
    {
        Note(TakeNews(), input);
        if (!_isLeaving)
        {
            return 0;
        }

        // All that waits is of those who left, if nobody wrote before it was counted. They are read up to there at once: who
        // writes next must not find any of it.
        var waiting = input.BytesWaiting;
        if (waiting > 0 && TakeNews() is { Wrote: true } news)
        {
            Note(news, input);
            return 0;
        }

        _isLeaving = false;
        return input.ReadWaiting(waiting) + (input.IsUnfinished ? input.EndLine(isWhole: !_requiresLineFeed) : 0);
    }

    private void Note(News news, FifoInput input)
    {
        _isUnread |= news.Wrote;

        // Who wrote after another had left may have written what the line ends with: it is his then, and his to end. And who
        // left a whole line, all of which was read before, has nothing in what waits now.
        _isLeaving = news.Left
            ? !news.WroteSince && (_isLeaving || _isUnread || input.IsUnfinished)
            : _isLeaving && !news.Wrote;
    }

    private News TakeNews()
    {
        var news = default(News);
        nint count;
        do
        {
            count = Read();
            fixed (byte* start = _buffer)
            {
                for (var at = start; at < start + count;)
                {
                    var written = (InotifyEvent*)at;
                    at += sizeof(InotifyEvent) + written->NameLength;
                    news = Add(news, *written);
                }
            }
        }
        while (count > _buffer.Length - sizeof(InotifyEvent)); // less means that there was no more

        return news;
    }

    private News Add(News news, in InotifyEvent written)
    {
        // After an overflow nobody knows how many left: at least one, to be safe.
        if ((written.Mask & InotifyMask.QueueOverflow) != 0 || IsOurs(written, InotifyMask.CloseWrite))
        {
            return news with { Left = true, WroteSince = false };
        }

        return IsOurs(written, InotifyMask.Modify)
            ? news with { Wrote = true, WroteSince = news.Left }
            : news;
    }

    // An event may be of a file that was watched before.
    private bool IsOurs(in InotifyEvent written, InotifyMask mask) => written.Watch == _watch && (written.Mask & mask) != 0;

    private nint Read()
    {
        while (true)
        {
            fixed (byte* start = _buffer)
            {
                var count = Libc.Read(_inotify.Number, start, (nuint)_buffer.Length);
                if (count >= 0 || LastError.Number != Errno.Interrupted)
                {
                    return count;
                }
            }
        }
    }

    /// <summary>What writers did since the last look.</summary>
    /// <param name="Wrote">Somebody wrote.</param>
    /// <param name="Left">Somebody left.</param>
    /// <param name="WroteSince">Somebody wrote after the last time that somebody left.</param>
    private readonly record struct News(bool Wrote, bool Left, bool WroteSince);
}
