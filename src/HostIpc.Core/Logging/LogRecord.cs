using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Logging;

/// <summary>Something that happened to a request.</summary>
public readonly ref struct LogRecord
{
    /// <summary>When it happened, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The request's number. 0 is the server itself.</summary>
    public long Id { get; init; }

    /// <summary>What happened.</summary>
    public LogRecordKind Kind { get; init; }

    /// <summary>Who asked. Set for <see cref="LogRecordKind.Received"/> and, where known, <see cref="LogRecordKind.Refused"/>.</summary>
    public Peer? Peer { get; init; }

    /// <summary>
    /// The request, or a line of output without its ending. Raw bytes of a peer or a command: not necessarily UTF-8, and
    /// not escaped.
    /// </summary>
    public ReadOnlySpan<byte> Text { get; init; }

    /// <summary>
    /// Whether a background process wrote the output after its command had ended. The text log doubles the mark then (<c>&gt;&gt;</c>,
    /// <c>!!</c>), the JSON log has <c>"late":true</c>.
    /// </summary>
    public bool IsLate { get; init; }

    /// <summary>How the command ended, for <see cref="LogRecordKind.Ended"/>; null otherwise.</summary>
    public CommandResult? Result { get; init; }

    /// <summary>
    /// For <see cref="LogRecordKind.Ended"/>: whether the command was a line that needed no shell and was executed without one. The text log ends with <c>, direct</c> then, the JSON log has
    /// <c>"direct":true</c>. Default false: a shell ran the line, or it was no line.
    /// </summary>
    public bool IsDirect { get; init; }

    /// <summary>Why, for <see cref="LogRecordKind.Refused"/>.</summary>
    public Rejection? Rejection { get; init; }
}
