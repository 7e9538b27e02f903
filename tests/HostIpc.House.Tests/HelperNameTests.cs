namespace HostIpc.House;

/// <summary>What helps tests is there once: in HostIpc.Testing where it is something for users, else in tests/Shared or tests/HostIpc.TestSupport.</summary>
public sealed class HelperNameTests
{
    private static readonly string[] OfEachProject = ["Assembly.cs", "GlobalUsings.cs"];

    [Fact]
    public void HelperName_InTests_IsThatOfOneFile() =>
        Sources.In("tests")
            .Where(static path => !path.EndsWith("Tests.cs", StringComparison.Ordinal) && !OfEachProject.Contains(Path.GetFileName(path)))
            .GroupBy(static path => Path.GetFileName(path), StringComparer.Ordinal)
            .Where(static files => files.Count() > 1)
            .Select(static files => string.Join(", ", files))
            .ShouldBeEmpty("make one of them in tests/Shared or tests/HostIpc.TestSupport, or name each after what it does");
}
