namespace HostIpc.Transports.Fifo;

/// <summary>
/// Ends the line of a writer that left without ending it. The kernel tells that somebody left and that somebody wrote, in their
/// order, and how many bytes wait; whose they are has to be concluded. Wrong conclusions glue two writers' lines together or take
/// one apart, so each has its reason here.
/// </summary>
internal sealed class LineEnds(FifoInput input, WriterWatch watch)
{
    // Somebody left, and what he wrote may still be in the FIFO.
    private bool _isLeaving;

    // Somebody wrote, and the FIFO was not found empty since.
    private bool _isUnread;

    /// <returns>How many line ends were added.</returns>
    public int BeforeReading() => Judge();

    /// <summary>To be called when the FIFO was found empty.</summary>
    /// <returns>How many line ends were added.</returns>
    public int AfterReadingAll()
    {
        _isUnread = false;
        return _isLeaving ? Judge() : 0;
    }

    private int Judge()
    {
        var news = watch.Take();
        _isUnread |= news.Wrote;
        if (!news.Left && !_isLeaving)
        {
            return 0;
        }

        // Who wrote after another had left may have written what the line ends with: it is his then, and his to end.
        if (news.WroteBetween || (_isLeaving && news.Wrote))
        {
            _isLeaving = false;
        }

        // Who left a whole line, all of which was read before, has nothing in what waits now.
        _isLeaving |= news.Left && !news.WroteSince && (input.IsUnfinished || _isUnread);
        if (!_isLeaving || input.BytesWaiting > 0)
        {
            return 0;
        }

        _isLeaving = false;
        return EndLine();
    }

    private int EndLine()
    {
        if (!input.IsUnfinished)
        {
            return 0;
        }

        input.EndLine();
        return 1;
    }
}
