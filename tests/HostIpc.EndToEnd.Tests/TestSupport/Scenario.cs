using System.Text.RegularExpressions;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A volume and the containers around it: one that plays the host and is named <c>thehost</c>, a client with a shell, and the
/// server. All are removed at the end.
/// </summary>
internal sealed class Scenario : IAsyncDisposable
{
    public const string HostName = "thehost";
    public const string Log = $"/ipc/{LogName}";

    private const string LogName = "channel.log";

    private readonly DockerEngine _engine;
    private readonly string _id = Unique.Name("run");
    private readonly List<string> _others = [];
    private string? _mountpoint;
    private string[] _emulator = [];

    private Scenario(DockerEngine engine) => _engine = engine;

    public string Volume => _id;

    public string Host => $"{_id}-host";

    public string Client => $"{_id}-client";

    public string Server => $"{_id}-server";

    public Docker Docker => _engine.Docker;

    /// <summary>The host and a client, no server yet.</summary>
    public static async Task<Scenario> CreateAsync(DockerEngine engine)
    {
        var scenario = new Scenario(engine);
        try
        {
            // Its process 1 reaps, as that of a host does, and has a right that the server lacks, as that of a host has: that is
            // why the server needs SYS_PTRACE to look into it.
            await scenario.Docker.GetAsync(
                "run", "--detach", "--name", scenario.Host, "--hostname", HostName, "--network", "none", "--cap-add", "SYS_BOOT", engine.BusyboxImage,
                "sh", "-c", "trap exit TERM; while :; do sleep 3600 & wait $!; done");
            await scenario.Docker.GetAsync(
                "run", "--detach", "--name", scenario.Client, "--network", "none", "--volume", $"{scenario.Volume}:/ipc", engine.BusyboxImage, "sleep", "100000");
            return scenario;
        }
        catch
        {
            await scenario.DisposeAsync();
            throw;
        }
    }

    /// <summary>All of it, with a server that serves.</summary>
    public static async Task<Scenario> StartAsync(DockerEngine engine, ServerOptions? options = null)
    {
        Scenario scenario = await CreateAsync(engine);
        try
        {
            await scenario.StartServerAsync(options ?? new ServerOptions());
            return scenario;
        }
        catch
        {
            await scenario.DisposeAsync();
            throw;
        }
    }

    public async Task StartServerAsync(ServerOptions options)
    {
        _emulator = options.Emulated is null ? [] : [EmulatedImage.Program];
        await Docker.GetAsync(
        [
            "run", "--detach", "--name", Server, "--network", "none", "--pid", $"container:{Host}", .. options.Rights, "--volume", $"{Volume}:/ipc",
            "--log-driver", "json-file", "--log-opt", "max-size=50m",
            "--env", $"LOG={Log}", "--env", $"MAX_LOG_LINES={options.MaxLogLines}", .. options.Environment.SelectMany(variable => (string[])["--env", variable]),
            .. options.Arguments, .. options.Emulated?.Run("/hostipcd") ?? [_engine.ServerImage],
        ]);
        await WaitUntilServedAsync();
    }

    public async Task WaitUntilServedAsync()
    {
        try
        {
            await Eventually.Finds(() => Docker.RunAsync(["exec", Server, .. _emulator, "/hostipcd", "health"]), health => health.ExitCode == 0);
        }
        catch (ShouldAssertException e)
        {
            throw new ShouldAssertException($"{e.Message}\n{await Docker.RunAsync("logs", Server)}");
        }
    }

    /// <summary>Runs a server that is expected to end by itself, and answers how it did.</summary>
    public Task<ProgramOutput> RunServerAsync(string[] arguments, params string[] command) => Docker.RunAsync(
        ["run", "--rm", "--name", Server, "--network", "none", "--volume", $"{Volume}:/ipc", .. arguments, _engine.ServerImage, .. command]);

    /// <summary>Runs a script in the client, and answers its output.</summary>
    public Task<string> InClientAsync(string script) => Docker.GetAsync("exec", Client, "sh", "-c", script);

    public async Task<string> InClientAsync(TimeSpan bound, string script) => (await Docker.RunAsync(bound, "exec", Client, "sh", "-c", script)).Text;

    public Task<string> OnHostAsync(string script) => Docker.GetAsync("exec", Host, "sh", "-c", script);

    /// <summary>Writes lines, each without its LF, into the FIFO as a client does.</summary>
    public async Task WriteAsync(params string[] lines) =>
        _ = (await Docker.RunWithInputAsync(string.Concat(lines.Select(line => line + "\n")), "exec", "--interactive", Client, "sh", "-c", "cat > /ipc/channel")).Text;

    /// <summary>Where the volume is on this machine, which has to be the engine's.</summary>
    public Task<string> MountpointAsync() => Docker.GetAsync("volume", "inspect", "--format", "{{.Mountpoint}}", Volume);

    /// <summary>The log of commands. Where the engine is this machine's, it is read as a file: what waits for a record looks often, and an exec costs more than what it waits for.</summary>
    public async Task<string> ReadLogAsync()
    {
        _mountpoint ??= await MountpointAsync();
        return !Directory.Exists(_mountpoint) ? await Docker.GetAsync("exec", Client, "sh", "-c", $"[ ! -e {Log} ] || cat {Log}")
            : File.Exists($"{_mountpoint}/{LogName}") ? (await File.ReadAllTextAsync($"{_mountpoint}/{LogName}")).Trim() : "";
    }

    /// <summary>What the log says of the last request with that text, once it has ended.</summary>
    public async Task<LoggedCommand> WaitForEndAsync(string line, int seconds = 30)
    {
        (_, LoggedCommand? found) = await Eventually.Finds(
            async () =>
            {
                string log = await ReadLogAsync();

                // Numbers begin anew with a server, so what is above the request is another's.
                LogRecord[] records = [.. LogRecord.ParseAll(log)];
                int at = Array.FindLastIndex(records, record => record.Mark == '$' && record.Text == $"[fifo] {line}");
                return (Log: log, Command: at < 0 ? null : new LoggedCommand([.. records[at..].Where(record => record.Id == records[at].Id)]));
            },
            found => found.Command?.End is not null,
            seconds,
            $"{line} has ended");
        return found!;
    }

    /// <summary>Writes a line and waits for its end.</summary>
    public async Task<LoggedCommand> RunAsync(string line, int seconds = 30)
    {
        await WriteAsync(line);
        return await WaitForEndAsync(line, seconds);
    }

    /// <summary>Starts another client, in the host's pid namespace as every container is in that of a real host, so that the server can tell who it is.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> StartClientAsync(string name, params string[] arguments)
    {
        string container = $"{_id}-{name}";
        _others.Add(container);
        await Docker.GetAsync(
            ["run", "--detach", "--name", container, "--network", "none", "--pid", $"container:{Host}", "--volume", $"{Volume}:/ipc:ro", .. arguments, _engine.BusyboxImage, "sleep", "100000"]);
        return container;
    }

    /// <summary>Starts a container that only its engine knows.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> StartContainerAsync(string name, string[] arguments, params string[] command)
    {
        string container = $"{_id}-{name}";
        _others.Add(container);
        await Docker.GetAsync(["run", "--detach", "--name", container, "--network", "none", .. arguments, _engine.BusyboxImage, .. command]);
        return container;
    }

    /// <summary>Runs <c>hostipc</c> in a client.</summary>
    public Task<ProgramOutput> HostIpcAsync(string container, params string[] arguments) => Docker.RunAsync(["exec", container, "/ipc/hostipc", .. arguments]);

    /// <summary>What runs on the host, each with its number, but for its process 1, the server and what looks.</summary>
    public async Task<IReadOnlyList<string>> HostProcessesAsync()
    {
        // Zombies have no command line, nor have they anything left to run.
        string found = await OnHostAsync("for p in /proc/[0-9]*; do c=$(tr '\\0' ' ' < $p/cmdline 2>/dev/null); [ -z \"$c\" ] || echo \"${p##*/} $c\"; done");
        return [.. found.Split('\n').Where(line => !Regex.IsMatch(line, @"\A1 |sleep 3600|/proc/\[0-9\]|\A\d+ tr |/hostipcd"))];
    }

    public async ValueTask DisposeAsync()
    {
        await Docker.RunAsync(["rm", "--force", "--volumes", .. _others, Server, Client, Host]);
        await Docker.RunAsync("volume", "rm", "--force", Volume);
    }
}
