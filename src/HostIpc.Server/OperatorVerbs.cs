using HostIpc.Configuration;

namespace HostIpc.Server;

/// <summary>The verbs of the server's operator, as exit codes and lines on the console.</summary>
internal static class OperatorVerbs
{
    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<OperatorVerb> All { get; } =
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
        new("notify", "notify …   what hostipc notify is, which lies beside it in the image", static words => ClientExecution.Become(["notify", .. words])),
    ];

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
        null => Fail(problem!, ServerExitCode.Usage),
    };

    private static int Print(string text)
    {
        Console.Out.Write(text);
        return ServerExitCode.Success;
    }

    private static Func<string[], int?> WithoutWords(Func<HostIpcSettings, int> run) => words => words is [] ? run(HostIpcSettings.Load()) : null;

    private static int Fail(string problem, int exitCode)
    {
        StandardError.WriteLine($"hostipcd: {problem}");
        return exitCode;
    }
}
