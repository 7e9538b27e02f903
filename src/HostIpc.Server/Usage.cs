using HostIpc.Text;

namespace HostIpc.Server;

/// <summary>What <c>hostipcd</c> takes.</summary>
internal static class Usage
{
    public static string Version { get; } = ProductVersion.Of(typeof(Usage).Assembly);

    public static int PrintVersion()
    {
        Console.WriteLine($"hostipcd {Version}");
        return ExitCode.Success;
    }

    public static int Print(TextWriter output, int exitCode)
    {
        output.WriteLine(
            """
            usage: hostipcd            serve until SIGTERM or SIGINT
                   hostipcd check      validate settings and host access, say what was found, show the policy and
                                       warn of what is dangerous in it; exit 0 or 78
                   hostipcd health     exit 0 when a server answers for these settings, else 1
                   hostipcd ps [--json]
                                       list the requests that run or wait, with their ids
                   hostipcd kill ID    end one of them: SIGTERM, after Execution:KillGrace SIGKILL
                   hostipcd schema     print the JSON schema of the configuration file
                   hostipcd notify …   what hostipc notify is, which lies beside it in the image
                   hostipcd --version

            Settings come from the file named by HOSTIPC_CONFIG (default /etc/hostipc/hostipc.json), then from environment
            variables HOSTIPC__Section__Key, then from NAMED_PIPE, LOG and MAX_LOG_LINES; later wins.
            A server reads Commands, AllowShell, ShellAllow and Policy again when the file changes, and on SIGHUP.
            """);
        return exitCode;
    }
}
