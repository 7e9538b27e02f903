namespace HostIpc.Cli.Verbs;

/// <summary>One way to call a verb.</summary>
/// <param name="Form">What stands behind the verb's name: <c>[--json]</c>. Empty: nothing.</param>
/// <param name="Purpose">What this does.</param>
internal sealed record UsageLine(string Form, string Purpose);
