namespace HostIpc.Packages;

/// <summary>The packages of the client, packed from the sources into a folder, and applications that use them from there alone.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private const string Version = "0.1.0-test";

    private static readonly string[] Projects = ["HostIpc.Protocol", "HostIpc.Client", "HostIpc.Testing"];

    private readonly string _directory = TemporaryDirectories.Create("hostipc-packages-").FullName;

    private string Source => Path.Combine(_directory, "source");

    public async ValueTask InitializeAsync()
    {
        foreach (string project in Projects)
        {
            await DotNet.BuildAsync(
                RepositoryRoot.Path,
                "pack",
                $"src/{project}/{project}.csproj",
                "-c",
                "Release",
                "-o",
                Source,
                $"-p:Version={Version}",
                "-p:TargetFrameworks=net10.0",
                $"-p:ArtifactsPath={_directory}/artifacts/");
        }
    }

    /// <summary>Builds an application that references one package. Returns the folder of its output.</summary>
    public async Task<string> BuildApplicationAsync(string name, string package, string program)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(directory, $"{name}.csproj"),
            $"""
             <Project Sdk="Microsoft.NET.Sdk">
               <PropertyGroup>
                 <OutputType>Exe</OutputType>
                 <TargetFramework>net10.0</TargetFramework>
                 <ImplicitUsings>enable</ImplicitUsings>
                 <Nullable>enable</Nullable>
                 <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
               </PropertyGroup>
               <ItemGroup>
                 <PackageReference Include="{package}" Version="{Version}" />
               </ItemGroup>
             </Project>
             """);

        // What the packages need of others was restored for this repository.
        await File.WriteAllTextAsync(
            Path.Combine(directory, "nuget.config"),
            $"""
             <configuration>
               <config>
                 <add key="globalPackagesFolder" value="{_directory}/restored" />
               </config>
               <packageSources>
                 <clear />
                 <add key="packed" value="{Source}" />
               </packageSources>
               <fallbackPackageFolders>
                 <clear />
                 <add key="restored" value="{RestoredPackages}" />
               </fallbackPackageFolders>
             </configuration>
             """);
        await File.WriteAllTextAsync(Path.Combine(directory, "Program.cs"), program);
        string output = Path.Combine(directory, "output");
        await DotNet.BuildAsync(directory, "build", "-c", "Release", "-o", output);
        return output;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string RestoredPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
