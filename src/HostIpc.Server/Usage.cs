using HostIpc.Text;

namespace HostIpc.Server;

/// <summary>What <c>hostipcd</c> takes.</summary>
internal static class Usage
{
    public static string Version { get; } = ProductVersion.Of(typeof(Usage).Assembly);

    public static int PrintVersion()
    {
        Console.WriteLine($"hostipcd {Version}");
        return ServerExitCode.Success;
    }

    public static int Print(TextWriter output, int exitCode)
    {
        output.WriteLine(
            $"""
            usage: hostipcd            serve until SIGTERM or SIGINT
            {OperatorVerbs.Help}       hostipcd --version

            Settings come from the file named by HOSTIPC_CONFIG (default /etc/hostipc/hostipc.json), then from environment
            variables HOSTIPC__Section__Key, then from NAMED_PIPE, LOG and MAX_LOG_LINES; later wins.
            A server reads Commands, AllowShell, ShellAllow and Policy again when the file changes, and on SIGHUP.
            """);
        return exitCode;
    }
}
