namespace HostIpc.Execution.Linux;

/// <summary>What a command's environment says of the user that it runs as.</summary>
/// <param name="Name">The login name, or the number where the target has no entry.</param>
/// <param name="Home">The home directory, or <c>/</c>.</param>
internal sealed record TargetAccount(string Name, string Home);
