using System.Diagnostics;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>hostipcd as a process of a <see cref="BridgedHost"/>, started by hand: its target is local.</summary>
internal sealed class HostServer(string directory, NetworkNamespace network, string native, string engineSocket) : IAsyncDisposable
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(15);

    private Process? _process;

    /// <summary>Its directory: channel, hostipc.sock, channel.log, hostipc.json, and what it says of itself in console.</summary>
    public string Directory => directory;

    public string Endpoint => $"unix:{directory}/hostipc.sock";

    public async Task StartAsync(string settings, string[] environment)
    {
        System.IO.Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync($"{directory}/hostipc.json", settings);
        string[] variables =
        [
            $"HOSTIPC_CONFIG={directory}/hostipc.json", $"NAMED_PIPE={directory}/channel", $"LOG={directory}/channel.log", "HOSTIPC__Execution__Target=local",
            $"HOSTIPC__Docker__Socket={engineSocket}", .. environment,
        ];
        string[] script = ["-c", "console=$1; shift; exec \"$@\" > \"$console\" 2>&1 < /dev/null", "sh", $"{directory}/console", .. network.Enter, "env", "-i", .. variables, $"{native}/hostipcd"];
        _process = Process.Start(new ProcessStartInfo("setsid", ["sh", .. script]))!;
        await Eventually.Finds(
            async () => (Health: await HealthAsync(variables), Console: await ReadConsoleAsync(), Ended: _process.HasExited),
            found => found.Ended || found.Health.ExitCode == 0);
        _process.HasExited.ShouldBeFalse(await ReadConsoleAsync());
    }

    /// <summary>The log of commands.</summary>
    public Task<string> ReadLogAsync() => ReadAsync($"{directory}/channel.log");

    /// <summary>What it says of itself, and the log as the console has it.</summary>
    public Task<string> ReadConsoleAsync() => ReadAsync($"{directory}/console");

    /// <summary>Runs hostipc on the host, against this server's socket.</summary>
    public Task<ProgramOutput> HostIpcAsync(params string[] arguments) =>
        Programs.RunAsync($"{native}/hostipc", arguments, new Dictionary<string, string> { ["HOSTIPC_ENDPOINT"] = Endpoint });

    /// <summary>Tells it to stop, and answers its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await Programs.RunAsync("sh", ["-c", $"kill -TERM {_process!.Id}"]);
        using var bound = new CancellationTokenSource(StopBound);
        await _process.WaitForExitAsync(bound.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await Programs.RunAsync("sh", ["-c", $"kill -TERM {_process.Id}"]);
            using var bound = new CancellationTokenSource(StopBound);
            await _process.WaitForExitAsync(bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _process.Kill();
        }

        _process?.Dispose();
    }

    private Task<ProgramOutput> HealthAsync(string[] variables) => Programs.RunAsync("env", ["-i", .. variables, $"{native}/hostipcd", "health"]);

    private static async Task<string> ReadAsync(string path) => File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
}
