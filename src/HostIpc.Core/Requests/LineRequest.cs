using System.Runtime.CompilerServices;
using HostIpc.Protocol;

namespace HostIpc.Requests;

/// <summary>The request of a line. A conversation uses one again for its next line, so that a line costs no allocation.</summary>
internal sealed class LineRequest() : CommandRequest(ReadOnlySpan<byte>.Empty)
{
    /// <summary>Its number.</summary>
    public long Id { get; private set; }

    /// <summary>Why what was read is no request; null where it is one.</summary>
    public Rejection? Fault { get; private set; }

    /// <summary>Whether the log has it.</summary>
    public bool IsListed { get; private set; }

    /// <summary>Takes the next line. The request of the line before must have ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(long id, ReadOnlySpan<byte> line, Rejection? fault, bool isListed = false)
    {
        Id = id;
        SetLine(line);
        IsListed = isListed;

        // Mostly there is none, nor was there before: then there is nothing to write.
        if (fault is not null || Fault is not null)
        {
            Fault = fault;
        }
    }
}
