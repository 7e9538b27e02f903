using HostIpc.Protocol;

namespace HostIpc.Execution;

/// <summary>Where the output of background processes goes after their command has ended.</summary>
internal interface ILateOutput
{
    /// <summary>Whether the output is logged. Where it is not, it is read and dropped.</summary>
    bool IsLogged { get; }

    /// <summary>Logs a piece of output. The two streams may call at the same time.</summary>
    void Append(OutputKind kind, ReadOnlySpan<byte> bytes);

    /// <summary>Logs a message for the operator.</summary>
    void Notice(string text);

    /// <summary>Logs what the last line of a stream lacked an ending of.</summary>
    void Complete(OutputKind kind);
}
