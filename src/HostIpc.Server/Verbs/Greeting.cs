using System.Net;
using HostIpc.Execution;
using HostIpc.Network;
using HostIpc.Server.Processes;
using HostIpc.Server.Settings;
using HostIpc.Transports;
using HostIpc.Transports.Tcp;

namespace HostIpc.Server.Verbs;

/// <summary>What a server that has started says on standard error, with something to try.</summary>
internal static class Greeting
{
    public static void Print(ServerSettings settings)
    {
        string where = settings.Server.Execution.Target == ExecutionTarget.Host ? "on the host" : "where this server runs";
        StandardError.WriteLine($"hostipcd {Usage.Version}: commands run {where} as {ServerUser.Name}");
        if (settings.Tcp.Listen.Count > 0)
        {
            PrintTcp(settings.Tcp);
        }
        else if (settings.Fifo.Path.Length == 0 && settings.UnixSocket.Path.Length == 0)
        {
            StandardError.WriteLine("Fifo:Path and UnixSocket:Path are empty, and Tcp:Listen is not set: nothing is served");
            return;
        }

        if (settings.Fifo.Path.Length == 0 && settings.UnixSocket.Path.Length == 0)
        {
            return;
        }

        StandardError.WriteLine("In another terminal:");
        if (!settings.Policy.OpensShell)
        {
            PrintCommands(settings);
            return;
        }

        var client = ClientInvocation.Find();
        if (settings.UnixSocket.Path is { Length: > 0 } socket)
        {
            StandardError.WriteLine($"    {client.Words} --endpoint {ClientInvocation.Quote($"unix:{socket}")} run -c 'echo hello from $(uname -n)'");
        }

        if (settings.Fifo.Path is { Length: > 0 } fifo)
        {
            StandardError.WriteLine(client.ShowLog is null ? $"    echo 'echo hello from $(uname -n)' > {ClientInvocation.Quote(fifo)}"
                : $"    {client.Words} --endpoint {ClientInvocation.Quote($"fifo:{fifo}")} send 'echo hello from $(uname -n)'");
            StandardError.WriteLine(client.ShowLog is { } show ? $"    {show}"
                : settings.Log is { } log ? $"    tail -F {ClientInvocation.Quote(log.Path)}"
                : "and see the output here; set LOG=/path/of/a/file to keep it.");
        }
    }

    private static void PrintTcp(TcpOptions options)
    {
        StandardError.WriteLine($"TCP on {string.Join(", ", options.Listen)}: who connects from Tcp:AllowFrom runs only commands whose Allow names him, and never the shell");
        if (options.Listen.Any(text => ListenAddress.Parse(text) is not { Address: { } address } || !IPAddress.IsLoopback(address)))
        {
            StandardError.WriteLine("What is said over TCP is not encrypted: let it be on networks of this machine alone");
        }
    }

    // With the shell closed, what anybody may run is not for all to read here.
    private static void PrintCommands(ServerSettings settings)
    {
        if (settings.UnixSocket.Path is { Length: > 0 } socket)
        {
            StandardError.WriteLine($"    {ClientInvocation.Find().Words} --endpoint {ClientInvocation.Quote($"unix:{socket}")} list");
        }
        else if (settings.Fifo.Path is { Length: > 0 } fifo)
        {
            StandardError.WriteLine($"    echo COMMAND > {ClientInvocation.Quote(fifo)}");
        }
    }
}
