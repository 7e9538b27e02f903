namespace HostIpc.Client;

/// <summary>A command wrote more than <see cref="HostIpcClientOptions.MaxBufferedOutput"/> and was ended for it.</summary>
public sealed class HostIpcOutputTooLargeException : HostIpcException
{
    /// <summary>Makes one. The command has run.</summary>
    /// <param name="message">One line.</param>
    /// <param name="innerException">What caused it; null for nothing.</param>
    public HostIpcOutputTooLargeException(string message, Exception? innerException = null)
        : base(message, innerException) => MayHaveRun = true;
}
