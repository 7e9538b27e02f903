namespace HostIpc.House;

/// <summary>The image is built from source by one file and from programs by another. It must be the same image.</summary>
public sealed class DockerfileTests
{
    [Fact]
    public void Image_WhenBuiltFromSourceOrFromPrograms_IsTheSame() =>
        FindEnd("Dockerfile").ShouldBe(FindEnd("src/HostIpc.Server/Dockerfile"));

    // All that follows the last FROM, with the programs from wherever they come.
    private static string[] FindEnd(string file)
    {
        string[] lines = File.ReadAllLines($"{RepositoryRoot.Path}/{file}");
        return [.. lines[Array.FindLastIndex(lines, static line => line.StartsWith("FROM ", StringComparison.Ordinal))..]
            .Select(static line => line.Replace("--from=build /programs/", "", StringComparison.Ordinal))];
    }
}
