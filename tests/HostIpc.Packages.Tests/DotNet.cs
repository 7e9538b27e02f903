using System.Diagnostics;

namespace HostIpc.Packages;

/// <summary>Runs <c>dotnet</c>, with a bound.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(8);

    // Nothing outlives a test: no build node, no compiler server.
    private static readonly string[] NothingStays = ["-nodeReuse:false", "-p:UseSharedCompilation=false", "--nologo", "-v", "quiet"];

    /// <summary>Runs a command that builds.</summary>
    public static Task BuildAsync(string directory, params string[] arguments) => RunAsync(directory, [.. arguments, .. NothingStays]);

    /// <summary>Runs a command and returns its standard output. Fails where it fails.</summary>
    public static async Task<string> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using Process process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(Bound);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(bound.Token);
            string output = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            process.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}: {output}{await error}");
            return output;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
