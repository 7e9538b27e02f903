using HostIpc.Configuration;

namespace HostIpc.Server;

/// <summary>The verbs of the server's operator, as exit codes and lines on the console.</summary>
internal static class OperatorVerbs
{
    public static int Check(HostIpcSettings settings) => ServerCheck.Run(settings, Console.Out) ? ExitCode.Success : ExitCode.Configuration;

    public static int Health(HostIpcSettings settings)
    {
        if (!ServerHealth.Check(settings, out string found))
        {
            return Fail(found, ExitCode.Failure);
        }

        Console.WriteLine(found);
        return ExitCode.Success;
    }

    public static int List(HostIpcSettings settings, bool asJson)
    {
        bool isListed = ServerRequests.List(settings, asJson, Console.Out, out string? problem);
        return problem is null ? ExitCode.Success : Fail(problem, isListed ? ExitCode.Success : ExitCode.Failure);
    }

    public static int Kill(HostIpcSettings settings, string id) => ServerRequests.End(settings, id, out string? problem) switch
    {
        true => ExitCode.Success,
        false => Fail(problem!, ExitCode.Failure),
        null => Fail(problem!, ExitCode.Usage),
    };

    public static int PrintSchema()
    {
        Console.Out.Write(SettingsSchema.Text);
        return ExitCode.Success;
    }

    private static int Fail(string problem, int exitCode)
    {
        StandardError.WriteLine($"hostipcd: {problem}");
        return exitCode;
    }
}
