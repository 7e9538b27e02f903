namespace HostIpc.Logging;

/// <summary>Receives a record for everything that happens to a request. Register one as a singleton of this type.</summary>
/// <remarks>
/// <para>A record holds raw bytes that containers chose. To write it as a line, use a formatter of <see cref="LogFormatters"/>; to write parts of it, pass them through <see cref="LogEscaping"/>. For a place that may be
/// slow, <c>AddLineLog</c> keeps lines in bounded memory and writes them on a thread of its own.</para>
/// <para>A member that a later version adds has a body: your class goes on compiling.</para>
/// </remarks>
public interface ICommandLogSink
{
    /// <summary>
    /// Takes a record. Called by many commands at the same time; must not throw, and must not keep the record: its text is
    /// valid during the call only. What is written may wait in memory until <see cref="Flush"/>. Called on the few threads
    /// that serve connections: a sink that takes long holds up everybody.
    /// </summary>
    void Write(in LogRecord record);

    /// <summary>Makes what was written visible. Called after every event, so that lines appear as they happen. Default: nothing, for a sink that keeps nothing back. Must not throw.</summary>
    void Flush()
    {
    }
}
