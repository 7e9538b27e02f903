namespace HostIpc.Client;

/// <summary>What HostIpc itself failed at. The message is one line that says what was found and what to do. A command that fails is none of these, it is a result.</summary>
public abstract class HostIpcException : Exception
{
    private protected HostIpcException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
