using System.Diagnostics;
using System.Text.RegularExpressions;
using HostIpc.Interop;

namespace HostIpc.Server.Reload;

/// <summary>A server with a configuration file that the tests change, spoken to over its FIFO.</summary>
internal sealed class ReloadingServer : IDisposable
{
    private readonly ServerProcess _server = new();
    private Process? _process;

    public ReloadingServer()
    {
        Directory.CreateDirectory($"{Path}/etc");
        _server.Environment["HOSTIPC_CONFIG"] = File;
    }

    /// <summary>Has the server read the default file, which is absent.</summary>
    public void UseDefaultFile() => _server.Environment["HOSTIPC_CONFIG"] = "";

    public string Path => _server.Path;

    public string File => $"{Path}/etc/hostipc.json";

    public string Log => _server.Log;

    public string Errors => System.IO.File.Exists($"{Path}/errors") ? System.IO.File.ReadAllText($"{Path}/errors") : "";

    /// <summary>A configuration with commands of these names, each of which says its own.</summary>
    public static string Commands(params string[] names) =>
        "{\"Commands\":{" + string.Join(',', names.Select(name => $"\"{name}\":{{\"Run\":[\"/bin/echo\",\"this is {name}\"]}}")) + "}}";

    /// <summary>Starts with a configuration of these commands.</summary>
    public async Task StartWithAsync(params string[] commands)
    {
        await System.IO.File.WriteAllTextAsync(File, Commands(commands), TestContext.Current.CancellationToken);
        await StartAsync();
    }

    public async Task StartAsync(string wrapper = "")
    {
        _process = _server.Start($"exec {wrapper} $SERVER >/dev/null 2>{Path}/errors");
        await ServerProcess.UntilAsync(() => Errors.Contains("In another terminal", StringComparison.Ordinal));
    }

    /// <summary>Asks for a command and waits for how it ended.</summary>
    /// <returns>Whether it was run.</returns>
    public async Task<bool> RunsAsync(string name)
    {
        int before = Ended();
        await using (var fifo = new FileStream(_server.Fifo, FileMode.Open, FileAccess.Write))
        {
            await fifo.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{name}\n"));
        }

        await ServerProcess.UntilAsync(() => Ended() > before);
        return Regex.Matches(Log, "= exit 0|x .*denied").Last().Value.StartsWith('=');
    }

    /// <summary>Waits until the server has loaded its file that often, or has found it wrong.</summary>
    public Task ReloadedAsync(int times = 1) => ServerProcess.UntilAsync(() => Count("the policy was reloaded") == times);

    public Task RefusedAsync(int times = 1) => ServerProcess.UntilAsync(() => Count("the policy was not reloaded") == times);

    public int Count(string text) => Regex.Count(Log, Regex.Escape(text));

    public void HangUp(int? process = null) => Libc.Kill(process ?? _process!.Id, Signals.HangUp).ShouldBe(0);

    /// <summary>The one child of the wrapper that the server was started by.</summary>
    public int ServerBelowWrapper() => int.Parse(System.IO.File.ReadAllText($"/proc/{_process!.Id}/task/{_process.Id}/children").Trim(), System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _server.Dispose();

    private int Ended() => Regex.Count(Log, "= exit|x .*denied");
}
