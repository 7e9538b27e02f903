using HostIpc.Execution;
using HostIpc.Logging;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>Logs the output of a command's background processes, marked as late.</summary>
internal sealed class LateOutput : ILateOutput
{
    private readonly CommandLog _log;
    private readonly long _id;
    private readonly OutputLines _output;
    private readonly OutputLines _error;

    /// <param name="log">The log.</param>
    /// <param name="id">The number of the request that started them.</param>
    /// <param name="maxLineBytes">Where a line goes on in a record of its own.</param>
    /// <param name="isLogged">Whether the output is logged; messages always are.</param>
    public LateOutput(CommandLog log, long id, int maxLineBytes, bool isLogged)
    {
        _log = log;
        _id = id;
        _output = new OutputLines(log, OutputKind.Stdout, maxLineBytes, isLate: true);
        _error = new OutputLines(log, OutputKind.Stderr, maxLineBytes, isLate: true);
        IsLogged = isLogged;
    }

    public bool IsLogged { get; }

    public void Append(OutputKind kind, ReadOnlySpan<byte> bytes)
    {
        if (IsLogged)
        {
            (kind == OutputKind.Stdout ? _output : _error).Append(_id, bytes);
        }
    }

    public void Notice(string text) => _log.Noticed(_id, peer: null, text);

    public void Complete(OutputKind kind) => (kind == OutputKind.Stdout ? _output : _error).Complete(_id);
}
