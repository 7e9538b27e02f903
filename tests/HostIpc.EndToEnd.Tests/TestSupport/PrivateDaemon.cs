using System.Diagnostics;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A Docker daemon of these tests' own, with everything it has below one directory. It leaves the machine's network alone: the
/// containers need none. Started in a session of its own, so that a Ctrl-C at the tests is theirs to answer, not the daemon's.
/// </summary>
internal sealed class PrivateDaemon : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);

    private readonly string _directory;
    private readonly Process _process;

    private PrivateDaemon(string directory, Process process)
    {
        _directory = directory;
        _process = process;
        Docker = new Docker($"unix://{directory}/docker.sock");
    }

    public Docker Docker { get; }

    /// <exception cref="UnavailableException">It does not start.</exception>
    public static async Task<PrivateDaemon> StartAsync(string dockerd)
    {
        string directory = Directory.CreateTempSubdirectory("hostipc-e2e-").FullName;
        string[] arguments =
        [
            "--host", $"unix://{directory}/docker.sock",
            "--data-root", $"{directory}/data",
            "--exec-root", $"{directory}/exec",
            "--pidfile", $"{directory}/docker.pid",
            "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
            .. RuntimeWrapper.WriteWhereNeeded(directory),
        ];

        // The shell sends what it says to a file: a pipe would fill when nobody reads.
        string[] script = ["-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1 < /dev/null", "sh", $"{directory}/dockerd.log", dockerd, .. arguments];
        Process process = Process.Start(new ProcessStartInfo("setsid", ["sh", .. script]))!;
        var daemon = new PrivateDaemon(directory, process);
        var watch = Stopwatch.StartNew();
        while (!File.Exists($"{directory}/docker.sock") || !await daemon.Docker.AnswersAsync())
        {
            if (process.HasExited || watch.Elapsed > StartBound)
            {
                string log = await File.ReadAllTextAsync($"{directory}/dockerd.log");
                await daemon.DisposeAsync();
                throw new UnavailableException($"a private dockerd does not start: {log.TrimEnd().Split('\n').LastOrDefault()}");
            }

            await Task.Delay(50);
        }

        return daemon;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Programs.RunAsync("sh", ["-c", $"kill -TERM {_process.Id}"]);
            using var bound = new CancellationTokenSource(StopBound);
            try
            {
                await _process.WaitForExitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();

        // What the daemon left mounted would keep its directory from being removed.
        await Programs.RunAsync("sh", ["-c", "grep -o \" $1/[^ ]*\" /proc/mounts | sort -r | xargs -r umount -l; rm -rf \"$1\"", "sh", _directory]);
    }
}
