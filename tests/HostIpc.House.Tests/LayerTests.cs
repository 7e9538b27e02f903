namespace HostIpc.House;

/// <summary>References go one way.</summary>
public sealed class LayerTests
{
    // A project references projects of the layers above it in this list, and no others.
    private static readonly string[][] Layers =
    [
        ["HostIpc.Protocol"],
        ["HostIpc.Core", "HostIpc.Client"],
        ["HostIpc.Transports.Sockets", "HostIpc.Docker", "HostIpc.HealthChecks", "HostIpc.Testing", "HostIpc.Transports.Testing", "HostIpc.Cli"],
        ["HostIpc.Transports.Fifo", "HostIpc.Transports.UnixSocket", "HostIpc.Transports.Tcp"],
        ["HostIpc.Configuration"],
        ["HostIpc.Server"],
    ];

    private static readonly IReadOnlyList<Project> Packages = Repository.ProjectsIn("src");

    [Fact]
    public void Project_InSrc_HasALayer() =>
        Packages.Select(static package => package.Name).Where(static name => LayerOf(name) < 0).ShouldBeEmpty($"give it a place in {nameof(LayerTests)}.{nameof(Layers)}");

    [Fact]
    public void Reference_OfAnyProjectInSrc_GoesDownwards()
    {
        var upwards =
            from package in Packages
            from reference in package.References
            let name = Path.GetFileNameWithoutExtension(reference)
            let layer = LayerOf(name)
            where layer < 0 || layer >= LayerOf(package.Name)
            select $"{package} references {name}";

        upwards.ShouldBeEmpty();
    }

    [Fact]
    public void Package_OfTheClientOrCore_ReferencesTheProtocolAlone()
    {
        References("HostIpc.Protocol").ShouldBeEmpty();
        References("HostIpc.Client").ShouldBe(["HostIpc.Protocol"]);
        References("HostIpc.Core").ShouldBe(["HostIpc.Protocol"]);
    }

    [Fact]
    public void Source_OfAnotherFolder_IsOfSharedAlone()
    {
        var foreign =
            from package in Packages
            from source in package.LinkedSources
            where !source.StartsWith("../Shared/", StringComparison.Ordinal)
            select $"{package} compiles {source}";

        foreign.ShouldBeEmpty("a source of another package is a second copy of its types");
    }

    private static int LayerOf(string name) => Array.FindIndex(Layers, layer => layer.Contains(name));

    private static string[] References(string name) =>
        [.. Packages.Single(package => package.Name == name).References.Select(static reference => Path.GetFileNameWithoutExtension(reference)!)];
}
