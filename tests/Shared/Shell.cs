using System.Diagnostics;

namespace HostIpc;

/// <summary>Scripts of the shell: clients and mischief in processes of their own.</summary>
internal static class Shell
{
    /// <summary>Starts a script. Its standard error is redirected.</summary>
    public static Process Start(string script, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("sh", ["-c", script, "sh", .. arguments]) { RedirectStandardError = true })!;

    /// <summary>Runs a script that has to succeed.</summary>
    public static async Task Run(string script, params string[] arguments) => _ = (await Programs.RunAsync("sh", ["-c", script, "sh", .. arguments])).Text;
}
