namespace HostIpc.Client;

/// <summary>There is no conversation with the server: it is not there, does not let this user in, did not answer in time, or went away. Where a command was running, whether it finished is not known.</summary>
public sealed class HostIpcConnectionException : HostIpcException
{
    internal HostIpcConnectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
