using System.Security;

namespace HostIpc.Samples.Tests;

/// <summary>The packages of this repository, packed as they were built, and samples and applications that are built from them alone, each in a directory outside of the repository.</summary>
public sealed class PackageFeed : IDisposable
{
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private static readonly string[] Packages = ["Protocol", "Client", "Testing", "Core", "Docker", "Transports.Sockets", "Transports.UnixSocket", "Transports.Fifo", "Transports.Tcp", "Configuration", "HealthChecks"];

    private readonly string _directory = TemporaryDirectories.Create("hostipc-packages-").FullName;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, string> _built = [];
    private bool _isPacked;

    private string Feed => $"{_directory}/feed";

    /// <summary>Builds a sample from packages.</summary>
    /// <returns>Its assembly.</returns>
    public Task<string> BuildAsync(string sample) => BuildOnceAsync(sample, directory =>
    {
        foreach (string file in Directory.EnumerateFiles($"{RepositoryRoot.Path}/samples/{sample}"))
        {
            File.Copy(file, $"{directory}/{Path.GetFileName(file)}");
        }
    });

    /// <summary>Builds an application that references one package alone.</summary>
    /// <returns>Its assembly.</returns>
    public Task<string> BuildApplicationAsync(string name, string package, string program) => BuildApplicationAsync(name, "Microsoft.NET.Sdk", [package], program);

    /// <summary>Builds an ASP.NET Core application.</summary>
    /// <returns>Its assembly.</returns>
    public Task<string> BuildWebApplicationAsync(string name, string[] packages, string program) => BuildApplicationAsync(name, "Microsoft.NET.Sdk.Web", packages, program);

    private Task<string> BuildApplicationAsync(string name, string sdk, string[] packages, string program) => BuildOnceAsync(name, directory =>
    {
        File.WriteAllText($"{directory}/Program.cs", program);
        File.WriteAllText(
            $"{directory}/{name}.csproj",
            $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(packages.Select(static package => $"<PackageReference Include=\"{package}\" Version=\"*-*\" />"))}
              </ItemGroup>
            </Project>
            """);
    });

    public void Dispose()
    {
        _turn.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<string> BuildOnceAsync(string name, Action<string> prepare)
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_isPacked)
            {
                await PackAsync();
                _isPacked = true;
            }

            if (!_built.TryGetValue(name, out string? assembly))
            {
                assembly = await BuildCopyAsync(name, prepare);
                _built.Add(name, assembly);
            }

            return assembly;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<string> BuildCopyAsync(string name, Action<string> prepare)
    {
        string copy = $"{_directory}/{name}";
        Directory.CreateDirectory(copy);
        prepare(copy);
        await DotNetAsync(copy, "build", "-c", "Release", "-o", $"{copy}/out", "--nologo", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:RestorePackagesPath={_directory}/restored");
        return $"{copy}/out/{name}.dll";
    }

    private async Task PackAsync()
    {
        // For the framework of the samples alone, also where the packages were restored for another one too (NU5128).
        string projects = string.Join(';', Packages.Select(package => $"{RepositoryRoot.Path}/src/HostIpc.{package}/HostIpc.{package}.csproj"));
        string file = $"{_directory}/pack.proj";
        await File.WriteAllTextAsync(
            file,
            $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{SecurityElement.Escape(projects)}" Targets="Pack" Properties="Configuration={Configuration};NoBuild=true;TargetFrameworks=net10.0;NoWarn=NU5128;PackageOutputPath={Feed}" />
              </Target>
            </Project>
            """);
        await DotNetAsync(_directory, "msbuild", file, "-t:Pack", "-nologo", "-v:quiet", "-nodeReuse:false");

        // What is not ours was restored for this repository already, and comes from there.
        string restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? $"{Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)}/.nuget/packages";
        await File.WriteAllTextAsync(
            $"{_directory}/NuGet.config",
            $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="ours" value="{SecurityElement.Escape(Feed)}" />
                <add key="restored" value="{SecurityElement.Escape(restored)}" />
              </packageSources>
              <packageSourceMapping>
                <clear />
                <packageSource key="ours"><package pattern="HostIpc.*" /></packageSource>
                <packageSource key="restored"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    private static async Task DotNetAsync(string directory, params string[] arguments)
    {
        using SampleProgram program = SampleProgram.Start("dotnet", new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" }, directory, arguments);
        (int exitCode, string output, string error) = await program.EndAsync(TimeSpan.FromMinutes(5));
        exitCode.ShouldBe(0, output + error);
    }
}
