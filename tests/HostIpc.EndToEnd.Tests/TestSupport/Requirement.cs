namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// What a test needs of this machine. The end-to-end tests start containers, so they run only where HOSTIPC_E2E=required asks for them. A requirement that is
/// not met is then a failure.
/// </summary>
internal static class Requirement
{
    public static bool IsRequired { get; } = Environment.GetEnvironmentVariable("HOSTIPC_E2E") == "required";

    public static void Demand(string? missing)
    {
        Assert.SkipUnless(IsRequired, "End-to-end tests run with eng/test --all (or HOSTIPC_E2E=required).");
        if (missing is not null)
        {
            Assert.Fail(missing);
        }
    }
}
