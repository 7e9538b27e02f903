namespace HostIpc.House;

/// <summary>A package stands alone: its internals are seen by its own tests and by the benchmarks, and by no other package.</summary>
public sealed class FriendTests
{
    private const string Benchmarks = "HostIpc.Benchmarks";

    // Friends that have still to go. This list only becomes shorter.
    private static readonly string[] StillThere =
    [
        "HostIpc.Core: HostIpc.Fuzz.Tests",
    ];

    private static readonly IReadOnlyList<Project> Packages = Repository.ProjectsIn("src");

    [Fact]
    public void Friend_OfAnyPackage_IsItsOwnTestOrTheBenchmarks() =>
        Strangers().Except(StillThere).ShouldBeEmpty("only PACKAGE.Tests and HostIpc.Benchmarks may see the internals of a package: make public what others need");

    [Fact]
    public void Friend_WhenItHasGone_ThenTheListOfExceptionsIsShorter() =>
        StillThere.Except(Strangers()).ShouldBeEmpty($"these friends have gone: take them out of {nameof(FriendTests)}.{nameof(StillThere)}");

    [Fact]
    public void Friend_OfAnyPackage_IsAnAssemblyOfThisRepository()
    {
        string[] assemblies = [.. new[] { "src", "tests", "benchmarks" }.SelectMany(Repository.ProjectsIn).Select(static project => project.AssemblyName)];

        Packages.SelectMany(static package => package.Friends.Select(friend => (package.Name, Friend: friend)))
            .Where(pair => !assemblies.Contains(pair.Friend, StringComparer.Ordinal))
            .ShouldBeEmpty("a friend that does not exist is anybody who takes its name");
    }

    [Fact]
    public void Friend_InTheSources_IsNone() =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static path => File.ReadAllText(path).Contains("InternalsVisibleTo", StringComparison.Ordinal))
            .ShouldBeEmpty("friends stand in the project files");

    private static IEnumerable<string> Strangers() =>
        from package in Packages
        from friend in package.Friends
        where friend != $"{package.Name}.Tests" && friend != Benchmarks
        select $"{package.Name}: {friend}";
}
