using System.Diagnostics;

namespace HostIpc.Samples.Tests;

/// <summary>A program in a process of its own, with what it says.</summary>
internal sealed class SampleProgram : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private SampleProgram(Process process) => _process = process;

    /// <summary>Starts one of this repository's, by the name of its assembly.</summary>
    public static SampleProgram StartDotNet(string assembly, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start("dotnet", environment, workingDirectory: null, [Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), .. arguments]);

    public static SampleProgram Start(string program, IReadOnlyDictionary<string, string> environment, string? workingDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = workingDirectory };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SampleProgram(Process.Start(start)!);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync(TimeSpan? atMost = null)
    {
        using var bound = new CancellationTokenSource(atMost ?? Bound);
        _process.StandardInput.Close();
        Task<string> error = _process.StandardError.ReadToEndAsync(bound.Token);
        string output = await _process.StandardOutput.ReadToEndAsync(bound.Token);
        await _process.WaitForExitAsync(bound.Token);
        return (_process.ExitCode, output, await error);
    }

    /// <summary>Waits until a file is there, as long as the program runs.</summary>
    public async Task UntilThereAsync(string path)
    {
        await Eventually.BecomesTrue(() => File.Exists(path) || _process.HasExited, seconds: 60, found: () => $"no {path}");
        File.Exists(path).ShouldBeTrue("it has ended before");
    }

    /// <summary>Tells it to stop, and waits until it has.</summary>
    public async Task StopAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(bound.Token);
        await _process.WaitForExitAsync(bound.Token);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
