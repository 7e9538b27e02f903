using System.Net.Sockets;
using System.Text;

namespace HostIpc.Samples.Tests;

/// <summary>The samples that extend the server, built from packages alone.</summary>
public sealed class ExtensionSampleTests(PackageFeed feed) : IDisposable
{
    private const string Groups = "/sys/fs/cgroup/pids";

    private static readonly Dictionary<string, string> None = [];

    private readonly string _directory = TemporaryDirectories.Create("hostipc-extensions-").FullName;

    private string Endpoint => $"unix:{_directory}/hostipc.sock";

    [Fact]
    public async Task CustomTransport_WhenAPeerConnects_ThenItsProcessIsKnownAndItsCommandsRun()
    {
        string name = Path.GetFileName(_directory);
        using SampleProgram server = await StartAsync("CustomTransport", $"--HostIpc:AbstractSocket:Name={name}");
        await UntilServedAsync($"unix:@{name}");

        (await AskAsync($"unix:@{name}", "run", "disk")).Output.ShouldStartWith("Filesystem");
        (await AskAsync($"unix:@{name}", "run", "id")).ExitCode.ShouldBe(126);
        string written = (await AskAsync($"unix:@{name}", "run", "whoami")).Output;
        written.ShouldMatch(@"\Aunix uid=\d+ gid=\d+ pid=\d+( container=\S+)? \((Host|Container)\)\n\z");
    }

    [Fact]
    public async Task CustomTransport_WhenAPeerIsInAContainer_ThenTheContainerIsFound()
    {
        string container = new('c', 64);
        string group = $"{Groups}/docker-{container}.scope";
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Directory.Exists(Groups), $"Only root makes a control group, and only with {Groups}.");
        string name = Path.GetFileName(_directory);
        using SampleProgram server = await StartAsync("CustomTransport", $"--HostIpc:AbstractSocket:Name={name}");
        await UntilServedAsync($"unix:@{name}");

        Directory.CreateDirectory(group);
        try
        {
            using SampleProgram client = SampleProgram.Start(
                "sh", None, PythonClient.Folder, "-c", "echo $$ > \"$1/cgroup.procs\" && exec python3 hostipc.py --endpoint \"$2\" run whoami", "sh", group, $"unix:@{name}");
            (int exitCode, string output, string error) = await client.EndAsync();
            exitCode.ShouldBe(0, output + error);
            output.ShouldContain(" container=id:cccccccccccc (Container)");
        }
        finally
        {
            Directory.Delete(group);
        }
    }

    [Theory]
    [InlineData("Nam=x", "AbstractSocket:Nam is no setting; did you mean AbstractSocket:Name? (set in CommandLineConfigurationProvider, HostIpc)")]
    [InlineData("Backlog=0", "AbstractSocket:Backlog is \"0\"; a number from 1 to 4096 is wanted (set in CommandLineConfigurationProvider, HostIpc)")]
    public async Task CustomTransport_WhenItsSectionIsWrong_ThenItIsRefusedAsThatOfABuiltInOneIs(string setting, string expected)
    {
        using SampleProgram server = await StartAsync("CustomTransport", $"--HostIpc:AbstractSocket:{setting}");

        (int exitCode, _, string error) = await server.EndAsync();

        error.ShouldBe($"{expected}\n");
        exitCode.ShouldBe(78);
    }

    [Fact]
    public async Task CustomExecutor_WhenItIsRegistered_ThenItRunsProgramsAndNothingElse()
    {
        Directory.CreateDirectory($"{_directory}/scripts");
        string script = $"{_directory}/scripts/one";
        await File.WriteAllTextAsync(script, "#!/bin/sh\necho \"a script, by ${EXECUTOR-the built-in one}\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, (UnixFileMode)Convert.ToInt32("755", 8));
        using SampleProgram server = await StartAsync("CustomExecutor", _directory);
        await server.UntilThereAsync($"{_directory}/hostipc.sock");

        (await AskAsync(Endpoint, "run", "who")).ShouldBe((3, "FrameworkExecutor runs it\n"));
        (await AskAsync(Endpoint, "run", "greet")).ShouldBe((0, "hello from C#\n"));
        (await AskAsync(Endpoint, "run", "scripts")).Output.ShouldBe("a script, by the built-in one\n");
        (await AskAsync(Endpoint, "run", "wait")).ExitCode.ShouldBe(124);
        (await AskAsync(Endpoint, "run", "sort")).ShouldBe((0, ""));
    }

    [Fact]
    public async Task Extensions_WhenTheyAreAdded_ThenPolicyLogAndHandlerDoWhatTheySay()
    {
        string path = $"{_directory}/log";
        using var syslog = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        syslog.Bind(new UnixDomainSocketEndPoint(path));
        Task<List<string>> logged = ReadUntilStoppedAsync(syslog);
        using SampleProgram server = await StartAsync("Extensions", _directory, path);
        await server.UntilThereAsync($"{_directory}/hostipc.sock");

        (await AskAsync(Endpoint, "run", "report", "a b")).ShouldBe((0, "run 1: exit 0\n"));
        (await AskAsync(Endpoint, "run", "report")).ShouldBe((0, "run 1: exit 0\n"));
        await File.WriteAllTextAsync($"{_directory}/closed", "", TestContext.Current.CancellationToken);
        (await AskAsync(Endpoint, "run", "disk")).ExitCode.ShouldBe(126);
        File.Delete($"{_directory}/closed");
        (await AskAsync(Endpoint, "run", "disk")).ExitCode.ShouldBe(0);
        await server.StopAsync();

        List<string> lines = await logged;
        lines.ShouldAllBe(line => line.StartsWith("<30>hostipc: ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains(" 0 ! started: version ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.EndsWith(@" 2 $ [report a\x20b] disk", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains($" denied: the server is closed ({_directory}/closed)", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<SampleProgram> StartAsync(string sample, params string[] arguments)
    {
        Assert.SkipUnless(Environment.Version.Major == 10, "The samples are for net10.0.");
        string assembly = await feed.BuildAsync(sample);
        return SampleProgram.Start("dotnet", None, workingDirectory: null, [assembly, .. arguments]);
    }

    private static Task<(int ExitCode, string Output)> AskAsync(string endpoint, params string[] arguments) => PythonClient.AskAsync(endpoint, arguments);

    private static async Task UntilServedAsync(string endpoint) => await Eventually.Finds(() => AskAsync(endpoint, "ping"), asked => asked.ExitCode == 0, seconds: 60);

    private static async Task<List<string>> ReadUntilStoppedAsync(Socket syslog)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var lines = new List<string>();
        byte[] message = new byte[16 * 1024];
        while (lines is not [.., var last] || !last.EndsWith(" 0 ! stopped", StringComparison.Ordinal))
        {
            lines.Add(Encoding.UTF8.GetString(message, 0, await syslog.ReceiveAsync(message, bound.Token)));
        }

        return lines;
    }
}
