namespace HostIpc.Logging;

/// <summary>
/// Where the lines of a log go: a file, a console, a socket, a database. <c>AddLineLog</c> adds one. Lines are made and kept by the log, and written by a thread of its own, so an output may take as long as it
/// takes: commands go on meanwhile.
/// </summary>
/// <remarks>One that is <see cref="IDisposable"/> is disposed with the log, on which no thread is in <see cref="Write"/> any more. One that takes nothing for too long at the end is left as it is. A member that a later version adds has a body: your class goes on compiling.</remarks>
public interface ILogOutput
{
    /// <summary>Writes lines. Called by one thread, again only when it has returned. An exception counts the lines as lost and is reported to the application's logging.</summary>
    /// <param name="lines">One line or more of UTF-8, each with its LF, in order. Valid during the call only.</param>
    /// <param name="lost">How many lines were lost behind them, because the output took nothing: say so where the lines are. 0 as a rule.</param>
    void Write(ReadOnlySpan<byte> lines, long lost);

    /// <summary>The output has taken nothing for so long that lines are being lost. Called by any thread, while another is in <see cref="Write"/>. Must return at once and not throw.</summary>
    /// <param name="timeout">How long it was waited for.</param>
    void Stalled(TimeSpan timeout)
    {
    }
}
