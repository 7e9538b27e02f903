using System.Text.RegularExpressions;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>What <c>eng/pack</c> makes, used by somebody who has nothing else.</summary>
public sealed class PackageTests(DockerEngine engine, Packages packages) : EndToEndTest(engine), IClassFixture<Packages>
{
    private static readonly TimeSpan Restored = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Sums_WhenChecked_ThenEveryFileIsThereAndTheSame()
    {
        string sums = await File.ReadAllTextAsync($"{packages.Folder}/SHA256SUMS", TestContext.Current.CancellationToken);
        string[] files = [.. Directory.EnumerateFiles(packages.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(packages.Folder, file)).Order(StringComparer.Ordinal)];
        sums.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[1]).Append("SHA256SUMS").Order(StringComparer.Ordinal).ShouldBe(files);
        (await Programs.RunAsync("sh", ["-c", "cd \"$1\" && sha256sum --check --quiet SHA256SUMS", "sh", packages.Folder])).Text.ShouldBe("");
        packages.Printed.ShouldContain("hostipc_");
    }

    [Fact]
    public async Task Libraries_WhenAFreshProjectTakesThemFromTheFolder_ThenItBuildsWithoutAWarningAndRuns()
    {
        using var project = new TemporaryDirectory();
        await WriteSourcesAsync(project.Path);
        await File.WriteAllTextAsync(
            $"{project.Path}/app.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="HostIpc.Client" Version="*" />
                <PackageReference Include="HostIpc.Transports.UnixSocket" Version="*" />
                <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.14" />
              </ItemGroup>
            </Project>
            """,
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            $"{project.Path}/Program.cs",
            """
            using HostIpc.Client;
            using HostIpc.Hosting;
            using HostIpc.Transports.UnixSocket;
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Hosting;

            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Services.AddHostIpc().AddUnixSocket(socket => socket.Path = args[0]).AddCommand("greet", "echo", "hello from a package");
            using IHost host = builder.Build();
            await host.StartAsync();
            await using (var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"unix:{args[0]}" }))
            {
                CommandOutput output = await client.RunAsync("greet");
                Console.WriteLine($"answer: {output.EnsureSuccess().OutputText}");
            }

            await host.StopAsync();
            """,
            TestContext.Current.CancellationToken);
        ProgramOutput built = await Programs.RunAsync("dotnet", ["build", project.Path, "--nologo", "--output", $"{project.Path}/out", "-p:UseSharedCompilation=false"], Environment(project.Path), bound: Restored);
        built.ExitCode.ShouldBe(0, built.All);
        built.All.ShouldContain("0 Warning(s)");

        (await Programs.RunAsync("dotnet", [$"{project.Path}/out/app.dll", $"{project.Path}/s"])).Text.ShouldContain("answer: hello from a package");
    }

    [Fact]
    public async Task Tool_WhenInstalledFromTheFolder_ThenItRuns()
    {
        using var directory = new TemporaryDirectory();
        await WriteSourcesAsync(directory.Path);
        ProgramOutput installed = await Programs.RunAsync(
            "dotnet", ["tool", "install", "hostipc", "--tool-path", $"{directory.Path}/tools", "--configfile", $"{directory.Path}/nuget.config"], Environment(directory.Path), bound: Restored);
        installed.ExitCode.ShouldBe(0, installed.All);
        (await Programs.RunAsync($"{directory.Path}/tools/hostipc", ["--version"], Environment(directory.Path))).Text.ShouldMatch(@"^hostipc [0-9]+\.[0-9]+\.[0-9]+");
    }

    [Fact]
    public async Task Documentation_WhenReadFromAPackage_ThenItIsOfPublicMembersAlone()
    {
        using var directory = new TemporaryDirectory();
        await Programs.RunAsync("unzip", ["-q", Package("HostIpc.Client"), "-d", directory.Path]);
        string documentation = await File.ReadAllTextAsync($"{directory.Path}/lib/net10.0/HostIpc.Client.xml", TestContext.Current.CancellationToken);
        documentation.ShouldContain("\"T:HostIpc.Client.HostIpcClient\"");
        documentation.ShouldContain("\"M:HostIpc.Client.HostIpcClient.RunAsync(");
        documentation.ShouldNotContain("HostIpc.Interop");
        documentation.ShouldNotContain("T:HostIpc.Client.ClientConnection");
        foreach (string file in (string[])["README.md", "icon.png", "lib/net9.0/HostIpc.Client.xml"])
        {
            File.Exists($"{directory.Path}/{file}").ShouldBeTrue(file);
        }

        (await File.ReadAllTextAsync($"{directory.Path}/HostIpc.Client.nuspec", TestContext.Current.CancellationToken)).ShouldContain("<license type=\"expression\">MIT</license>");
        File.Exists(Path.ChangeExtension(Package("HostIpc.Client"), ".snupkg")).ShouldBeTrue();
    }

    [Fact]
    public async Task DebianPackage_WhenInstalledUpgradedRemovedAndPurged_ThenTheOperatorsFileStaysUntilThePurge()
    {
        using var system = await DebianSystem.CreateAsync();
        string package = DebianPackage;
        await system.DpkgAsync("--install", package);
        string settings = $"{system.Path}/etc/hostipc/hostipc.json";
        await File.WriteAllTextAsync(settings, "{ \"AllowShell\": false }", TestContext.Current.CancellationToken);
        foreach (string file in (string[])["usr/sbin/hostipcd", "usr/bin/hostipc", "usr/lib/systemd/system/hostipcd.service", "usr/share/man/man1/hostipc.1.gz", "usr/share/man/man5/hostipc.json.5.gz", "usr/share/man/man8/hostipcd.8.gz"])
        {
            File.Exists($"{system.Path}/{file}").ShouldBeTrue(file);
        }

        await system.DpkgAsync("--install", await system.WithVersionAsync(package, "99.0.0"));
        (await system.DpkgAsync("--status", "hostipc")).ShouldContain("Version: 99.0.0");
        (await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken)).ShouldBe("{ \"AllowShell\": false }");

        await system.DpkgAsync("--remove", "hostipc");
        File.Exists($"{system.Path}/usr/sbin/hostipcd").ShouldBeFalse();
        File.Exists(settings).ShouldBeTrue();

        Directory.CreateDirectory($"{system.Path}/var/log/hostipc");
        await system.DpkgAsync("--purge", "hostipc");
        File.Exists(settings).ShouldBeFalse();
        Directory.Exists($"{system.Path}/var/log/hostipc").ShouldBeFalse();
    }

    [Fact]
    public async Task DebianPackage_WhenTheServiceRuns_ThenAClientRunsWhatTheFileNamesAndNothingElse()
    {
        using var system = await DebianSystem.CreateAsync();
        await system.DpkgAsync("--install", DebianPackage);
        string unit = await File.ReadAllTextAsync($"{system.Path}/usr/lib/systemd/system/hostipcd.service", TestContext.Current.CancellationToken);
        string image = $"hostipc-e2e-debian:{Unique.Name("image")}";
        string name = Unique.Name("debian");
        await system.ImportAsync(Engine.Docker, image);
        try
        {
            // Process 1 stands for the host's.
            await Engine.Docker.GetAsync("run", "--detach", "--privileged", "--name", name, image, "sleep", "1000");
            await Engine.Docker.GetAsync("exec", name, "mkdir", "-p", $"/run/{Value(unit, "RuntimeDirectory")}", $"/var/log/{Value(unit, "LogsDirectory")}");
            IEnumerable<string> variables = Regex.Matches(unit, "^Environment=(.+)$", RegexOptions.Multiline).SelectMany(match => (string[])["--env", match.Groups[1].Value]);

            // As PrivateMounts of the unit does.
            Value(unit, "PrivateMounts").ShouldBe("yes");
            await Engine.Docker.GetAsync(["exec", "--detach", .. variables, name, "unshare", "-m", "--propagation", "slave", .. Value(unit, "ExecStart").Split(' ')]);

            string[] client = ["exec", "--env", "HOSTIPC_ENDPOINT=unix:/run/hostipc/hostipc.sock", name, "hostipc"];
            await Eventually.Finds(() => Engine.Docker.RunAsync([.. client, "ping"]), found => found.ExitCode == 0);
            (await Engine.Docker.GetAsync([.. client, "run", "uptime"])).ShouldContain("load average");
            (await Engine.Docker.RunAsync([.. client, "run", "id"])).ExitCode.ShouldBe(126);
        }
        finally
        {
            await Engine.Docker.RunAsync("rm", "--force", name);
            await Engine.Docker.RunAsync("image", "rm", "--force", image);
        }
    }

    [Fact]
    public async Task ManualPages_WhenFormatted_ThenThereIsNoWarning()
    {
        using var system = await DebianSystem.CreateAsync();
        await system.DpkgAsync("--install", DebianPackage);
        foreach (string page in (string[])["man1/hostipc.1", "man5/hostipc.json.5", "man8/hostipcd.8"])
        {
            ProgramOutput formatted = await Programs.RunAsync("man", ["--warnings", "--local-file", $"{system.Path}/usr/share/man/{page}.gz"]);
            formatted.Error.ShouldBe("", page);
            formatted.Output.ShouldContain("NAME");
        }
    }

    [Fact]
    public async Task Feature_WhenInstalledInAContainer_ThenTheClientIsThere()
    {
        using var directory = new TemporaryDirectory();
        await Programs.RunAsync("tar", ["-xzf", $"{packages.Folder}/devcontainer/devcontainer-feature-hostipc.tgz", "-C", directory.Path]);
        ProgramOutput installed = await Engine.Docker.RunAsync(
            "run", "--rm", "--volume", $"{directory.Path}:/feature:ro", "--env", "ENDPOINT=tcp:7000", Engine.BusyboxImage,
            "sh", "-c", "sh /feature/install.sh && hostipc --version && . /etc/profile.d/hostipc.sh && echo $HOSTIPC_ENDPOINT");
        installed.ExitCode.ShouldBe(0, installed.All);
        installed.Output.ShouldMatch("^hostipc [0-9.]+.*\nhostipc [0-9.]+.*\ntcp:7000\n$");
    }

    [Fact]
    public async Task DaemonSet_WhenItsSettingsAreChecked_ThenTheServerTakesThem()
    {
        string manifest = await File.ReadAllTextAsync($"{packages.Folder}/kubernetes/daemonset.yaml", TestContext.Current.CancellationToken);
        manifest.ShouldNotContain("@");
        string settings = Regex.Match(manifest, "hostipc\\.json: \\|\n((?:    .*\n)+)").Groups[1].Value;
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync($"{directory.Path}/hostipc.json", settings, TestContext.Current.CancellationToken);
        ProgramOutput check = await Programs.RunAsync($"{Engine.Native}/hostipcd", ["check"], new Dictionary<string, string>
        {
            ["HOSTIPC_CONFIG"] = $"{directory.Path}/hostipc.json",
            ["HOSTIPC__Fifo__Path"] = $"{directory.Path}/channel",
            ["HOSTIPC__Execution__Target"] = "local",
            ["HOSTIPC__Docker__Socket"] = "",
        });
        check.ExitCode.ShouldBe(0, check.All);
        check.All.ShouldContain("uptime");
    }

    private string DebianPackage => Directory.GetFiles($"{packages.Folder}/debian", "*_amd64.deb").ShouldHaveSingleItem();

    private string Package(string name) => Directory.GetFiles($"{packages.Folder}/nuget", $"{name}.?.?.?.nupkg").ShouldHaveSingleItem();

    private static string Value(string unit, string key) => Regex.Match(unit, $"^{key}=(.+)$", RegexOptions.Multiline).Groups[1].Value;

    // The packages of others are taken from where they were restored already, where that is, and those of HostIpc never.
    private async Task WriteSourcesAsync(string directory) => await File.WriteAllTextAsync(
        $"{directory}/nuget.config",
        $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="packed" value="{packages.Folder}/nuget" />
            <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
          </packageSources>
          <packageSourceMapping>
            <packageSource key="packed"><package pattern="HostIpc*" /></packageSource>
            <packageSource key="nuget.org"><package pattern="*" /></packageSource>
          </packageSourceMapping>
        </configuration>
        """,
        TestContext.Current.CancellationToken);

    private static Dictionary<string, string> Environment(string directory) => new()
    {
        ["NUGET_PACKAGES"] = $"{directory}/restored",
        ["NUGET_FALLBACK_PACKAGES"] = $"{System.Environment.GetEnvironmentVariable("HOME")}/.nuget/packages",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };
}
