namespace HostIpc.House;

/// <summary>A type has a file of its own, which is named after it, and a name that no other type has.</summary>
public sealed class NameTests
{
    private const string EntryPoint = "Program.cs";

    [Fact]
    public void FileName_InSrc_IsThatOfOneFile() =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(static path => Path.GetFileName(path), StringComparer.Ordinal)
            .Where(static files => files.Key != EntryPoint && files.Count() > 1)
            .Select(static files => string.Join(", ", files))
            .ShouldBeEmpty("two types with one name are taken for one another: name each after what it does");
}
