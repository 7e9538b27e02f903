namespace HostIpc.Logging;

/// <summary>What is at the path of the log must not be written to. The message is one line for the operator: what was found there, and what would be right.</summary>
/// <param name="message">What was found at the path, and what would be right.</param>
public sealed class LogFileException(string message) : IOException(message)
{
    internal LogFileException(string path, LogProblem problem)
        : this($"The log {path} cannot be used: {problem.Reason}. It must be a regular file with no other name, or not be there.")
    {
    }
}
