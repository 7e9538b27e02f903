namespace HostIpc.Client;

/// <summary>A command wrote more than <see cref="HostIpcClientOptions.MaxBufferedOutput"/> and was ended for it.</summary>
public sealed class HostIpcOutputTooLargeException : HostIpcException
{
    internal HostIpcOutputTooLargeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
