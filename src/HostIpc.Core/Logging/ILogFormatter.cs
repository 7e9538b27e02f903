using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>Writes a record as one line. Keeps buffers of its own, so an instance serves one log, one record at a time.</summary>
internal interface ILogFormatter
{
    /// <summary>Appends the record and an LF, and no other LF.</summary>
    void Format(in LogRecord record, LogBuffer target);
}
