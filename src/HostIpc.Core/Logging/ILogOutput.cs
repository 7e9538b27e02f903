namespace HostIpc.Logging;

/// <summary>Where the lines of a log go. Called by one thread at a time; must not throw.</summary>
internal interface ILogOutput
{
    /// <summary>Writes lines, each with its LF. None at all is an occasion to look after what failed before.</summary>
    void Write(ReadOnlySpan<byte> lines);
}
