namespace HostIpc.Logging;

/// <summary>The forms in which a log is written. Both hold the same facts, one event a line.</summary>
public enum LogFormat
{
    /// <summary><c>2026-11-21T21:33:01.123Z 7 $ [fifo] ls -l</c>: time, request, mark, text.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,
}
