using HostIpc.Execution;
using HostIpc.Server.Processes;
using HostIpc.Server.Settings;

namespace HostIpc.Server.Verbs;

/// <summary>What a server that has started says on standard error, with something to try.</summary>
internal static class Greeting
{
    public static void Print(ServerSettings settings)
    {
        string where = settings.Server.Execution.Target == ExecutionTarget.Host ? "on the host" : "where this server runs";
        StandardError.WriteLine($"hostipcd {Usage.Version}: commands run {where} as {ServerUser.Name}");
        if (settings.Fifo.Path.Length == 0 && settings.UnixSocket.Path.Length == 0)
        {
            StandardError.WriteLine("Fifo:Path and UnixSocket:Path are empty: nothing is served");
            return;
        }

        StandardError.WriteLine("In another terminal:");
        if (!(settings.Policy.AllowShell ?? settings.Policy.Commands.Count == 0))
        {
            PrintCommands(settings);
            return;
        }

        if (settings.UnixSocket.Path is { Length: > 0 } socket)
        {
            StandardError.WriteLine($"    hostipc --endpoint unix:{socket} run -c 'echo hello from $(uname -n)'");
        }

        if (settings.Fifo.Path is { Length: > 0 } fifo)
        {
            StandardError.WriteLine($"    echo 'echo hello from $(uname -n)' > {fifo}");
            StandardError.WriteLine(settings.Log is { } log ? $"    tail -F {log.Path}" : "and see the output here; set LOG=/path/of/a/file to keep it.");
        }
    }

    // With the shell closed, what anybody may run is not for all to read here.
    private static void PrintCommands(ServerSettings settings)
    {
        if (settings.UnixSocket.Path is { Length: > 0 } socket)
        {
            StandardError.WriteLine($"    hostipc --endpoint unix:{socket} list");
        }

        if (settings.Fifo.Path is { Length: > 0 } fifo)
        {
            StandardError.WriteLine($"    echo COMMAND > {fifo}");
        }
    }
}
