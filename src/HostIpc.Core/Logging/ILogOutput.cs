namespace HostIpc.Logging;

/// <summary>Where the lines of a log go. Must not throw.</summary>
internal interface ILogOutput
{
    /// <summary>Writes lines, each with its LF. Called by one thread; may take as long as it takes.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="lost">How many were lost after them, because the output took nothing.</param>
    void Write(ReadOnlySpan<byte> lines, long lost);

    /// <summary>The output has taken nothing for so long that lines are being lost. Called by any thread, while another may be in <see cref="Write"/>.</summary>
    void Stalled(TimeSpan patience);
}
