using System.Diagnostics;
using System.Text;

namespace HostIpc;

/// <summary>Programs of this machine: where they are, and running them within a bound of time.</summary>
internal static class Programs
{
    public static readonly TimeSpan DefaultBound = TimeSpan.FromSeconds(60);

    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Where(directory => directory.StartsWith('/'))
        .Select(directory => Path.Combine(directory, name))
        .FirstOrDefault(File.Exists);

    public static bool Exists(string name) => Find(name) is not null;

    /// <summary>Runs a program to its end, and blocks the thread meanwhile.</summary>
    public static ProgramOutput Run(string program, params string[] arguments) => Task.Run(() => RunAsync(program, arguments)).GetAwaiter().GetResult();

    /// <summary>Runs what has to succeed, and blocks the thread meanwhile.</summary>
    public static void MustRun(string program, params string[] arguments) => _ = Run(program, arguments).Text;

    /// <exception cref="TimeoutException">It took too long, and was killed.</exception>
    public static async Task<ProgramOutput> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string input = "", TimeSpan? bound = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        string commandLine = string.Join(' ', [program, .. start.ArgumentList]);
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(bound ?? DefaultBound);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process, input, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ProgramOutput(commandLine, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"took longer than {(bound ?? DefaultBound).TotalSeconds} s: {commandLine}");
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read its input. Its exit code says whether that is as it should be.
        }
    }
}
