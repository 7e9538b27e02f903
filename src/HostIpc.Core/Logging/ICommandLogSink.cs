namespace HostIpc.Logging;

/// <summary>Receives a record for everything that happens to a request. Register one as a singleton of this type.</summary>
public interface ICommandLogSink
{
    /// <summary>
    /// Takes a record. Called by many commands at the same time; must not throw, and must not keep the record: its text is
    /// valid during the call only. What is written may wait in memory until <see cref="Flush"/>. Called on the few threads
    /// that serve connections: a sink that takes long holds up everybody.
    /// </summary>
    void Write(in LogRecord record);

    /// <summary>Makes what was written visible. Called after every event, so that lines appear as they happen. Must not throw.</summary>
    void Flush();
}
