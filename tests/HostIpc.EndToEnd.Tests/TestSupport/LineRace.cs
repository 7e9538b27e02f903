using System.Diagnostics;
using System.Globalization;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>Lines of 20 bytes through a FIFO, as eng/bench-peers has them.</summary>
internal sealed class LineRace(TimingPrograms programs, long lines)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Lines per second of a reader that says "ready" and then takes half as many for a warm-up.</summary>
    public async Task<double> RunAsync(string reader, params string[] arguments)
    {
        string directory = TemporaryDirectories.Create("hostipc-e2e-lines-").FullName;
        string fifo = $"{directory}/fifo";
        using var bound = new CancellationTokenSource(Bound);
        using Process reading = Process.Start(new ProcessStartInfo(reader, [.. arguments, fifo, $"{lines}"]) { RedirectStandardOutput = true })!;
        try
        {
            (await reading.StandardOutput.ReadLineAsync(bound.Token)).ShouldBe("ready");

            // More than it takes, so that it never waits for the last. What is too many, and the feeder with it, ends with the FIFO: it says so on its standard error.
            using Process feeding = Process.Start(
                new ProcessStartInfo(programs.PathOf("feed"), [fifo, "20", $"{lines + (lines / 2) + 65536}", "blocks"]) { RedirectStandardError = true })!;
            try
            {
                string printed = await reading.StandardOutput.ReadToEndAsync(bound.Token);
                await reading.WaitForExitAsync(bound.Token);
                reading.ExitCode.ShouldBe(0);
                return lines / double.Parse(printed.Split(' ', '\n')[0], CultureInfo.InvariantCulture);
            }
            finally
            {
                feeding.Kill();
                await feeding.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            reading.Kill();
            Directory.Delete(directory, recursive: true);
        }
    }
}
