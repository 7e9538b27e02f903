using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// Tells when a writer leaves. The server holds the end for writing too, which hides end-of-file, so inotify has to tell. It also
/// tells of writes: only their order with the closes shows whether an unfinished line belongs to the one who left or to one who
/// came after. One instance for as long as the listener lives: the kernel allows a user few of them, and containers that share the
/// user could take them all meanwhile.
/// </summary>
internal sealed unsafe class WriterWatch : IDisposable
{
    private readonly FileDescriptor _inotify;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(4096, pinned: true);
    private int _watch = -1;

    public WriterWatch()
    {
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

    public WriterNews Take()
    {
        var news = default(WriterNews);
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

    public void Dispose() => _inotify.Dispose();

    private WriterNews Add(WriterNews news, in InotifyEvent written)
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
}
