namespace HostIpc.Server;

/// <summary>A verb of <c>hostipcd</c>.</summary>
/// <param name="Name">The word that it is called by.</param>
/// <param name="Help">Its lines of the help, behind <c>hostipcd</c>.</param>
/// <param name="Run">Runs it on the words behind its name, and returns the exit code; null where it does not take these.</param>
internal sealed record OperatorVerb(string Name, string Help, Func<string[], int?> Run);
