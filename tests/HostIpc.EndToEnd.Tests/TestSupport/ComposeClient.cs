namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>Docker compose, whichever there is.</summary>
internal sealed class ComposeClient(string program, string[] first, IReadOnlyDictionary<string, string> environment)
{
    public Task<ProgramOutput> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        Programs.RunAsync(program, [.. first, .. arguments], environment.Concat(variables).ToDictionary());
}
