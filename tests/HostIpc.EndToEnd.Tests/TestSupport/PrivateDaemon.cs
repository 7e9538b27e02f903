using System.Diagnostics;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A Docker daemon of these tests' own, with everything it has below one directory. It leaves the machine's network alone: its containers have none, or it has a network
/// namespace of its own. Started in a session of its own, so that a Ctrl-C at the tests is theirs to answer, not the daemon's.
/// </summary>
internal sealed class PrivateDaemon : IAsyncDisposable
{
    private const int StartBound = 60;
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);

    private static readonly string[] NoBridge = ["--bridge=none"];
    private static readonly string[] Bridge = [$"--bip={BridgeAddress}/16"];

    private readonly string _dockerd;
    private readonly string _directory;
    private readonly NetworkNamespace? _network;
    private Process? _process;

    /// <param name="dockerd">The program.</param>
    /// <param name="directory">A directory of its own, which it removes at the end. Its path is to be short, for the sockets in it.</param>
    /// <param name="network">Where it has a bridge; null for none.</param>
    public PrivateDaemon(string dockerd, string directory, NetworkNamespace? network = null)
    {
        _dockerd = dockerd;
        _directory = directory;
        _network = network;
        Docker = new Docker($"unix://{Socket}");
    }

    /// <summary>The address of the bridge, where there is one.</summary>
    public const string BridgeAddress = "172.29.0.1";

    public Docker Docker { get; }

    /// <summary>The daemon's socket.</summary>
    public string Socket => $"{_directory}/docker.sock";

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <exception cref="UnavailableException">It does not start.</exception>
    public async Task StartAsync()
    {
        string[] arguments =
        [
            "--host", $"unix://{Socket}",
            "--data-root", $"{_directory}/data",
            "--exec-root", $"{_directory}/exec",
            "--pidfile", $"{_directory}/docker.pid",
            .. _network is null ? NoBridge : Bridge,
            "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
            .. RuntimeWrapper.WriteWhereNeeded(_directory),
        ];

        // The shell sends what it says to a file: a pipe would fill when nobody reads.
        string[] script = ["-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1 < /dev/null", "sh", $"{_directory}/dockerd.log", .. _network?.Enter ?? [], _dockerd, .. arguments];
        _process = Process.Start(new ProcessStartInfo("setsid", ["sh", .. script]))!;
        try
        {
            await Eventually.Finds(async () => File.Exists(Socket) && await Docker.AnswersAsync(), answers => answers || _process.HasExited, StartBound);
            _process.HasExited.ShouldBeFalse();
        }
        catch (ShouldAssertException)
        {
            string log = await File.ReadAllTextAsync($"{_directory}/dockerd.log");
            throw new UnavailableException($"a private dockerd does not start: {log.TrimEnd().Split('\n').LastOrDefault()}");
        }
    }

    /// <summary>Tells it to stop, as a system does, and waits for its end. It stops its containers before.</summary>
    public async Task StopAsync()
    {
        if (_process is { HasExited: false } process)
        {
            await Programs.RunAsync("sh", ["-c", $"kill -TERM {process.Id}"]);
            using var bound = new CancellationTokenSource(StopBound);
            try
            {
                await process.WaitForExitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }
    }

    /// <summary>Kills it. Its containers live on until it is started again.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            string containerd = (await File.ReadAllTextAsync($"{_directory}/exec/containerd/containerd.pid")).Trim();
            process.Kill();
            await process.WaitForExitAsync();

            // It dies with the daemon. A new one takes it for alive as long as nobody has taken note of its end.
            await Eventually.Finds(() => Task.FromResult(System.IO.Directory.Exists($"/proc/{containerd}")), isThere => !isThere);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();

        // Where it was killed, its containers are left and their shims, which have the directory in their command lines.
        await Programs.RunAsync("sh", ["-c", "cat \"$1\"/exec/containerd/daemon/io.containerd.runtime.v2.task/moby/*/init.pid 2>/dev/null | xargs -r kill -KILL", "sh", _directory]);
        await Programs.RunAsync("sh", ["-c", "for p in /proc/[0-9]*; do tr '\\0' '\\n' < $p/cmdline 2>/dev/null | grep -q -F -e \"$1/exec\" && kill -KILL ${p##*/}; done", "sh", _directory]);
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }

        // What the daemon left mounted would keep its directory from being removed.
        await Programs.RunAsync("sh", ["-c", "grep -o \" $1/[^ ]*\" /proc/mounts | sort -r | xargs -r umount -l; rm -rf \"$1\"", "sh", _directory]);
    }
}
