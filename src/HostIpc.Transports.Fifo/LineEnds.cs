namespace HostIpc.Transports.Fifo;

/// <summary>
/// Ends the line of a writer that left without ending it. The kernel tells that somebody left and that somebody wrote, in their
/// order, and how many bytes wait; whose they are has to be concluded. Wrong conclusions glue two writers' lines together or take
/// one apart, so each has its reason here. Where every line has to have its line feed, such a line is marked as unended.
/// </summary>
internal sealed class LineEnds(FifoInput input, WriterWatch watch, bool requiresLineFeed = false)
{
    // Somebody left, nobody wrote since, and his line is not ended yet.
    private bool _isLeaving;

    // Somebody wrote, and the FIFO was not found empty since.
    private bool _isUnread;

    /// <summary>To be called before a read, which would not tell where one writer's bytes end.</summary>
    /// <returns>How many bytes there are to hand on by it.</returns>
    public int BeforeReading() => Judge();

    /// <summary>To be called when the FIFO was found empty.</summary>
    /// <returns>How many bytes there are to hand on by it.</returns>
    public int AfterReadingAll()
    {
        _isUnread = false;
        return _isLeaving ? Judge() : 0;
    }

    private int Judge()
    {
        Note(watch.Take());
        if (!_isLeaving)
        {
            return 0;
        }

        // All that waits is of those who left, if nobody wrote before it was counted. They are read up to there at once: who
        // writes next must not find any of it.
        var waiting = input.BytesWaiting;
        if (waiting > 0 && watch.Take() is { Wrote: true } news)
        {
            Note(news);
            return 0;
        }

        _isLeaving = false;
        return input.ReadWaiting(waiting) + EndLine();
    }

    private void Note(WriterNews news)
    {
        _isUnread |= news.Wrote;

        // Who wrote after another had left may have written what the line ends with: it is his then, and his to end. And who
        // left a whole line, all of which was read before, has nothing in what waits now.
        _isLeaving = news.Left
            ? !news.WroteSince && (_isLeaving || _isUnread || input.IsUnfinished)
            : _isLeaving && !news.Wrote;
    }

    private int EndLine()
    {
        if (!input.IsUnfinished)
        {
            return 0;
        }

        return input.EndLine(isWhole: !requiresLineFeed);
    }
}
