namespace HostIpc.Cli.Streams;

/// <summary>Output of the command could not be passed on.</summary>
/// <param name="message">What to say of it; empty for nothing.</param>
/// <param name="exitCode">What <c>hostipc</c> exits with.</param>
internal sealed class OutputFaultException(string message, int exitCode) : Exception(message)
{
    public int ExitCode => exitCode;
}
