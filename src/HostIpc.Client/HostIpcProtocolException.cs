namespace HostIpc.Client;

/// <summary>What answers at the endpoint does not speak the protocol of HostIpc, or stopped in the middle of an answer.</summary>
public sealed class HostIpcProtocolException : HostIpcException
{
    internal HostIpcProtocolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
