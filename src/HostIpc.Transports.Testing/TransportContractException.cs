namespace HostIpc.Transports.Testing;

/// <summary>A transport does not keep a rule of the contract.</summary>
/// <param name="message">What was expected and what was found, in one line.</param>
/// <param name="innerException">What the transport threw; null for nothing.</param>
public sealed class TransportContractException(string message, Exception? innerException = null) : Exception(message, innerException);
