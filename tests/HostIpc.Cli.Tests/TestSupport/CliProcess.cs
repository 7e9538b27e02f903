using System.Diagnostics;
using System.Text;

namespace HostIpc.Cli.TestSupport;

/// <summary>The built <c>hostipc</c> in a process of its own; the native binary where the variable <c>HOSTIPC_TEST_CLI</c> names one.</summary>
internal static class CliProcess
{
    /// <summary>Where nobody answers.</summary>
    public const string Nowhere = "unix:/nonexistent/hostipc.sock";

    private static readonly string[] Program = Environment.GetEnvironmentVariable("HOSTIPC_TEST_CLI") is { Length: > 0 } binary ? [binary] : ["dotnet", $"{AppContext.BaseDirectory}hostipc.dll"];

    /// <summary>Runs it to its end, with nothing to read.</summary>
    public static Task<CliResult> RunAsync(string endpoint, params string[] arguments) => RunWithAsync(endpoint, null, arguments);

    /// <summary>Runs it to its end.</summary>
    public static async Task<CliResult> RunWithAsync(string endpoint, byte[]? input, params string[] arguments)
    {
        using Process process = Start(endpoint, arguments);
        return await FinishAsync(process, input ?? []);
    }

    /// <summary>Runs a script of the shell, in which <c>$HOSTIPC</c> is the command.</summary>
    public static async Task<CliResult> ScriptAsync(string endpoint, string script)
    {
        using Process process = Start("sh", ["-c", script], endpoint);
        return await FinishAsync(process, []);
    }

    /// <summary>Starts it. Its streams are the caller's to use.</summary>
    public static Process Start(string endpoint, params string[] arguments) => Start(Program[0], [.. Program[1..], .. arguments], endpoint);

    /// <summary>Feeds it and waits for its end.</summary>
    public static async Task<CliResult> FinishAsync(Process process, byte[]? input = null)
    {
        using var bound = new CancellationTokenSource(Bound.Time);
        try
        {
            Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream, bound.Token);
            Task<byte[]> error = ReadAsync(process.StandardError.BaseStream, bound.Token);
            if (input is not null)
            {
                await FeedAsync(process, input, bound.Token);
            }

            await process.WaitForExitAsync(bound.Token);
            return new CliResult(process.ExitCode, await output, Encoding.UTF8.GetString(await error));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts a program in which <c>$HOSTIPC</c> is the command.</summary>
    public static Process StartProgram(string endpoint, string program, params string[] arguments) => Start(program, arguments, endpoint);

    private static Process Start(string program, IEnumerable<string> arguments, string endpoint)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HOSTIPC"] = string.Join(' ', Program);
        start.Environment["HOSTIPC_ENDPOINT"] = endpoint;
        return Process.Start(start)!;
    }

    private static async Task FeedAsync(Process process, byte[] input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading all.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancellationToken);
        return copy.ToArray();
    }
}
