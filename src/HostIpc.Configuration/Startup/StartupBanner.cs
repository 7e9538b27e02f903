using HostIpc.Configuration.Settings;
using HostIpc.Execution;
using HostIpc.Modules;

namespace HostIpc.Configuration.Startup;

/// <summary>What a server that has started says on standard error, with something to try.</summary>
internal sealed class StartupBanner(HostIpcSettings settings, Action<string> report)
{
    public void Print(string program, string version)
    {
        string where = settings.Server.Execution.Target == ExecutionTarget.Host ? "on the host" : "where this server runs";
        report($"{program} {version}: commands run {where} as {ServerUser.Name}");
        if (!settings.Transports.Served.Any())
        {
            report($"{DescribeKeys()}: nothing is served");
            return;
        }

        foreach (string note in settings.Transports.ByPrecedence.SelectMany(static transport => transport.FindNotes()))
        {
            report(note);
        }

        PrintExamples();
    }

    // With the shell closed, what anybody may run is not for all to read here: one line that lists it is enough.
    private void PrintExamples()
    {
        (string client, string? showLog) = ClientFile.FindInvocation();
        var trial = new StartupTrial(client, settings.Policy.OpensShell, showLog, settings.Log?.Path);
        string[][] examples = [.. settings.Transports.ByPrecedence.Select(transport => transport.FindExamples(trial).ToArray()).Where(static lines => lines.Length > 0)];
        if (examples.Length == 0)
        {
            return;
        }

        report("In another terminal:");
        foreach (string line in examples.Take(settings.Policy.OpensShell ? examples.Length : 1).SelectMany(static lines => lines))
        {
            report(line);
        }
    }

    private string DescribeKeys()
    {
        string[] empty = [.. FindKeys(isServedByDefault: true)];
        string[] unset = [.. FindKeys(isServedByDefault: false)];
        return $"{string.Join(" and ", empty)} are empty, and {string.Join(" and ", unset)} {(unset.Length == 1 ? "is" : "are")} not set";
    }

    private IEnumerable<string> FindKeys(bool isServedByDefault) => settings.Transports.All.Select(static transport => transport.Module)
        .Where(module => module.IsServedByDefault == isServedByDefault).Select(static module => $"{module.Section}:{module.EndpointKey}");
}
