using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>A command ran and did not succeed, where success was asked for (<c>EnsureSuccess</c>).</summary>
public sealed class HostIpcCommandException : HostIpcException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">One line.</param>
    /// <param name="result">How the command ended.</param>
    public HostIpcCommandException(string message, CommandResult result)
        : base(message) => (Result, MayHaveRun) = (result, true);

    /// <summary>How the command ended.</summary>
    public CommandResult Result { get; }
}
