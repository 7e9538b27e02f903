namespace HostIpc.House;

/// <summary>A package stands alone: its internals are seen by its own tests and by the benchmarks, and by no other package.</summary>
public sealed class FriendTests
{
    private const string Benchmarks = "HostIpc.Benchmarks";

    // Tests of Core in a project of their own, since each of them is long.
    private const string MoreTestsOfCore = "HostIpc.Core: HostIpc.Fuzz.Tests";

    private static readonly string[] Folders = ["src", "tests", "benchmarks"];

    private static readonly IReadOnlyList<Project> Packages = Repository.ProjectsIn("src");

    [Fact]
    public void Friend_OfAnyPackage_IsItsOwnTestOrTheBenchmarks()
    {
        var strangers =
            from package in Packages
            from friend in package.Friends
            where friend != $"{package.Name}.Tests" && friend != Benchmarks && $"{package.Name}: {friend}" != MoreTestsOfCore
            select $"{package.Name}: {friend}";

        strangers.ShouldBeEmpty("only PACKAGE.Tests and HostIpc.Benchmarks may see the internals of a package: make public what others need");
    }

    [Fact]
    public void Friend_OfAnyPackage_IsAnAssemblyOfThisRepository()
    {
        string[] assemblies = [.. Folders.SelectMany(Repository.ProjectsIn).Select(static project => project.AssemblyName)];

        Packages.SelectMany(static package => package.Friends.Select(friend => (package.Name, Friend: friend)))
            .Where(pair => !assemblies.Contains(pair.Friend, StringComparer.Ordinal))
            .ShouldBeEmpty("a friend that does not exist is anybody who takes its name");
    }

    [Fact]
    public void Friend_InTheSources_IsNone() =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static path => File.ReadAllText(path).Contains("InternalsVisibleTo", StringComparison.Ordinal))
            .ShouldBeEmpty("friends stand in the project files");
}
