namespace HostIpc.Client;

/// <summary>A line could not be put into the FIFO: no server reads it, it is full, it is no FIFO, or the line is none that a FIFO can carry. Nothing of the line was written.</summary>
public sealed class HostIpcSendException : HostIpcException
{
    internal HostIpcSendException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
