using System.Runtime.InteropServices;
using HostIpc.Configuration;
using HostIpc.Interop;
using HostIpc.Text;

namespace HostIpc.Server;

/// <summary>The verbs of the server's operator, as exit codes and lines on the console.</summary>
internal static class OperatorVerbs
{
    // In the order of the help.
    private static readonly Verb[] All =
    [
        new("check", """
            check      validate settings and host access, say what was found, show the policy and
                                       warn of what is dangerous in it; exit 0 or 78
            """, WithoutWords(Check)),
        new("health", "health     exit 0 when a server answers for these settings, else 1", WithoutWords(Health)),
        new("ps", """
            ps [--json]
                                       list the requests that run or wait, with their ids
            """, static words => words is [] or ["--json"] ? List(HostIpcSettings.Load(), asJson: words.Length > 0) : null),
        new("kill", "kill ID    end one of them: SIGTERM, after Execution:KillGrace SIGKILL", static words => words is [var id] ? Kill(HostIpcSettings.Load(), id) : null),
        new("schema", "schema     print the JSON schema of the configuration file", static words => words is [] ? Print(SettingsSchema.Text) : null),
        new("notify", "notify …   what hostipc notify is, which lies beside it in the image", static words => BecomeClient(["notify", .. words])),
    ];

    public static string Version { get; } = ProductVersion.Of(typeof(OperatorVerbs).Assembly);

    /// <summary>Runs a verb.</summary>
    /// <param name="name">The word that it is called by.</param>
    /// <param name="words">The words behind it.</param>
    /// <returns>The exit code; null where there is no such verb, or it does not take these words.</returns>
    public static int? Run(string name, string[] words) => Array.Find(All, verb => verb.Name == name)?.Run(words);

    public static int PrintVersion() => Print($"hostipcd {Version}\n");

    /// <summary>Prints what <c>hostipcd</c> takes.</summary>
    public static int PrintUsage(TextWriter output, int exitCode)
    {
        output.WriteLine(
            $"""
            usage: hostipcd            serve until SIGTERM or SIGINT
            {string.Concat(All.Select(static verb => $"       hostipcd {verb.Help}\n"))}       hostipcd --version

            Settings come from the file named by HOSTIPC_CONFIG (default /etc/hostipc/hostipc.json), then from environment
            variables HOSTIPC__Section__Key, then from NAMED_PIPE, LOG and MAX_LOG_LINES; later wins.
            A server reads Commands, AllowShell, ShellAllow and Policy again when the file changes, and on SIGHUP.
            """);
        return exitCode;
    }

    private static int Check(HostIpcSettings settings) => ServerCheck.Run(settings, Console.Out) ? ServerExitCode.Success : ServerExitCode.Configuration;

    private static int Health(HostIpcSettings settings) => ServerHealth.Check(settings, out string found) ? Print($"{found}\n") : Fail(found, ServerExitCode.Failure);

    private static int List(HostIpcSettings settings, bool asJson)
    {
        bool isListed = ServerRequests.List(settings, asJson, Console.Out, out string? problem);
        return problem is null ? ServerExitCode.Success : Fail(problem, isListed ? ServerExitCode.Success : ServerExitCode.Failure);
    }

    private static int Kill(HostIpcSettings settings, string id) => ServerRequests.End(settings, id, out string? problem) switch
    {
        true => ServerExitCode.Success,
        false => Fail(problem!, ServerExitCode.Failure),
        null => Fail(problem!, ServerExitCode.WrongUsage),
    };

    private static int Print(string text)
    {
        Console.Out.Write(text);
        return ServerExitCode.Success;
    }

    private static Func<string[], int?> WithoutWords(Func<HostIpcSettings, int> run) => words => words is [] ? run(HostIpcSettings.Load()) : null;

    private static int Fail(string problem, int exitCode)
    {
        StandardStreams.WriteLine($"hostipcd: {problem}");
        return exitCode;
    }

    // Puts the client program, with the same arguments, in the server's place, so that an image that runs the server runs the client's verbs too. Returns only where that cannot be.
    private static unsafe int BecomeClient(string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "hostipc");
        byte** all = (byte**)NativeMemory.AllocZeroed((nuint)(arguments.Length + 2), (nuint)sizeof(byte*));
        all[0] = ToBytes("hostipc");
        for (int i = 0; i < arguments.Length; i++)
        {
            all[i + 1] = ToBytes(arguments[i]);
        }

        // What is allocated here ends with this program.
        _ = Libc.Execute(ToBytes(path), all);
        _ = StandardStreams.Report($"{path} cannot be run: {LastError.Message}");
        return ServerExitCode.Failure;
    }

    private static unsafe byte* ToBytes(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);

    // Help is its lines of the help, behind hostipcd. Run gets the words behind the name and returns the exit code; null where it does not take these.
    private sealed record Verb(string Name, string Help, Func<string[], int?> Run);
}
