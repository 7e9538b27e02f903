namespace HostIpc.Cli.Streams;

/// <summary>Why output of the command could not be passed on.</summary>
/// <param name="Message">What to say of it; empty for nothing.</param>
/// <param name="ExitCode">What <c>hostipc</c> exits with.</param>
internal sealed record OutputFault(string Message, int ExitCode);
