namespace HostIpc.Client;

/// <summary>There is no conversation with the server: it is not there, does not let this user in, did not answer in time, or went away. <see cref="HostIpcException.MayHaveRun"/> tells whether the command may have run.</summary>
/// <param name="message">One line.</param>
/// <param name="innerException">What caused it; null for nothing.</param>
public sealed class HostIpcConnectionException(string message, Exception? innerException = null) : HostIpcException(message, innerException);
