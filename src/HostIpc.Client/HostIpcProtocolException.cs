namespace HostIpc.Client;

/// <summary>What answers at the endpoint does not speak the protocol of HostIpc, or stopped in the middle of an answer.</summary>
/// <param name="message">One line.</param>
/// <param name="innerException">What caused it; null for nothing.</param>
public sealed class HostIpcProtocolException(string message, Exception? innerException = null) : HostIpcException(message, innerException);
