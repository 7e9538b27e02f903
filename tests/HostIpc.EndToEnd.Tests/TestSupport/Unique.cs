namespace HostIpc.EndToEnd.Tests.TestSupport;

internal static class Unique
{
    /// <summary>A name that nothing else on the engine has.</summary>
    public static string Name(string what) => $"hostipc-e2e-{what}-{Guid.NewGuid().ToString("N")[..12]}";
}
