namespace HostIpc.Client;

/// <summary>A line could not be put into the FIFO: no server reads it, it is full, it is no FIFO, or the line is none that a FIFO can carry. Nothing of the line was written.</summary>
/// <param name="message">One line.</param>
/// <param name="innerException">What caused it; null for nothing.</param>
public sealed class HostIpcSendException(string message, Exception? innerException = null) : HostIpcException(message, innerException);
