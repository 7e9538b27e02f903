namespace HostIpc.EndToEnd.Tests.TestSupport;

internal static class Unique
{
    /// <summary>A name that nothing else on the engine has.</summary>
    public static string Name(string name) => $"hostipc-e2e-{name}-{Guid.NewGuid().ToString("N")[..12]}";
}
