using HostIpc.Protocol;

namespace HostIpc.Requests;

/// <summary>The request of a line. A connection uses one for all its lines, so that a line costs no allocation.</summary>
internal sealed class LineRequest() : CommandRequest(ReadOnlySpan<byte>.Empty)
{
    /// <summary>Replaces the line. The request of the line before must have ended.</summary>
    public void Set(ReadOnlySpan<byte> line) => SetLine(line);
}
