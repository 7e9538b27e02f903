namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>What a test needs of this machine. Where it is missing the test is skipped; with HOSTIPC_E2E=required it fails then.</summary>
internal static class Requirement
{
    public static void Demand(string? missing)
    {
        if (missing is not null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("HOSTIPC_E2E") == "required", missing);
            Assert.Fail(missing);
        }
    }
}
