using System.IO.Pipelines;
using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>The way back to a client: how it learns of its command. Output waits while the client does not read. Nothing throws when the client has gone.</summary>
internal interface ICommandReply : IOutputSink
{
    /// <summary>The client's signals; null where it has no way to send any.</summary>
    CommandControl? Control { get; }

    /// <summary>Whether both streams of a command come out of the same end.</summary>
    bool MixesStreams { get; }

    /// <summary>What the client sends as standard input; null where it sends none, or where it is not taken and so thrown away.</summary>
    PipeReader? OpenInput(bool isTaken);

    /// <summary>The end of a command that ran.</summary>
    ValueTask ExitAsync(CommandResult result);

    /// <summary>The end of a request that was not run.</summary>
    ValueTask RejectAsync(Rejection rejection);
}
