using System.Diagnostics;
using Shouldly;

namespace HostIpc.TestSupport;

/// <summary>Clients and mischief in processes of their own.</summary>
public static class Shell
{
    public static Process Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", script, "sh", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public static async Task Run(string script, params string[] arguments)
    {
        using var process = Start(script, arguments);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(bound.Token);
        process.ExitCode.ShouldBe(0, await process.StandardError.ReadToEndAsync(bound.Token));
    }
}
