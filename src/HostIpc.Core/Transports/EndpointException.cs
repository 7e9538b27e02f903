namespace HostIpc.Transports;

/// <summary>An endpoint cannot be had. The message is one line for the operator: what was found, and what would be right.</summary>
/// <param name="message">What was found at the endpoint, and what would be right.</param>
/// <param name="innerException">The failing call's own error, if there was one.</param>
public sealed class EndpointException(string message, Exception? innerException = null) : IOException(message, innerException);
