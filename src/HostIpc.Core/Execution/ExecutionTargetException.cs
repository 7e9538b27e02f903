namespace HostIpc.Execution;

/// <summary>The place where commands are to run cannot be reached. The message is one line: what was found, and which flag or capability is missing.</summary>
/// <param name="message">What was found, and what would be right.</param>
public sealed class ExecutionTargetException(string message) : Exception(message);
