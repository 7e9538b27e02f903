using System.Diagnostics;

namespace HostIpc.Server;

/// <summary>The server's binary in a process of its own, with a directory for its FIFO and its log.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly List<Process> _processes = [];

    public string Path { get; } = TemporaryDirectories.Create("hostipc-server-").FullName;

    public string Fifo => $"{Path}/channel";

    public string LogPath => $"{Path}/log";

    public string Log => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Starts a script of the shell, in which <c>$SERVER</c> is the server's command.</summary>
    public Process Start(string script)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.Environment["SERVER"] = $"dotnet {AppContext.BaseDirectory}hostipcd.dll";
        start.Environment["NAMED_PIPE"] = Fifo;
        start.Environment["LOG"] = LogPath;
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    /// <summary>Runs a script to its end and answers its exit code and what it said.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        Process process = Start(script);
        using var bound = new CancellationTokenSource(Bound);
        Task<string> output = process.StandardOutput.ReadToEndAsync(bound.Token);
        string error = await process.StandardError.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, await output + error);
    }

    /// <summary>Waits until it is so.</summary>
    public static Task UntilAsync(Func<bool> condition) => Eventually.BecomesTrue(condition);

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(Path, recursive: true);
    }
}
