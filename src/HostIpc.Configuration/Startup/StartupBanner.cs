using System.Net;
using HostIpc.Execution;
using HostIpc.Network;
using HostIpc.Transports.Tcp;

namespace HostIpc.Configuration.Startup;

/// <summary>What a server that has started says on standard error, with something to try.</summary>
internal sealed class StartupBanner(HostIpcSettings settings, Action<string> report)
{
    public void Print(string program, string version)
    {
        string where = settings.Server.Execution.Target == ExecutionTarget.Host ? "on the host" : "where this server runs";
        report($"{program} {version}: commands run {where} as {ServerUser.Name}");
        if (settings.Tcp.Listen.Count > 0)
        {
            PrintTcp(settings.Tcp);
        }
        else if (settings.Fifo.Path.Length == 0 && settings.UnixSocket.Path.Length == 0)
        {
            report("Fifo:Path and UnixSocket:Path are empty, and Tcp:Listen is not set: nothing is served");
            return;
        }

        if (settings.Fifo.Path.Length == 0 && settings.UnixSocket.Path.Length == 0)
        {
            return;
        }

        report("In another terminal:");
        if (!settings.Policy.OpensShell)
        {
            PrintCommands();
            return;
        }

        var client = ClientInvocation.Find();
        if (settings.UnixSocket.Path is { Length: > 0 } socket)
        {
            report($"    {client.Words} --endpoint {ClientInvocation.Quote($"unix:{socket}")} run -c 'echo hello from $(uname -n)'");
        }

        if (settings.Fifo.Path is { Length: > 0 } fifo)
        {
            report(client.ShowLog is null ? $"    echo 'echo hello from $(uname -n)' > {ClientInvocation.Quote(fifo)}"
                : $"    {client.Words} --endpoint {ClientInvocation.Quote($"fifo:{fifo}")} send 'echo hello from $(uname -n)'");
            report(client.ShowLog is { } show ? $"    {show}"
                : settings.Log is { } log ? $"    tail -F {ClientInvocation.Quote(log.Path)}"
                : "and see the output here; set LOG=/path/of/a/file to keep it.");
        }
    }

    private void PrintTcp(TcpOptions options)
    {
        report($"TCP on {string.Join(", ", options.Listen)}: who connects from Tcp:AllowFrom runs only commands whose Allow names him, and never the shell");
        if (options.Listen.Any(text => ListenAddress.Parse(text) is not { Address: { } address } || !IPAddress.IsLoopback(address)))
        {
            report("What is said over TCP is not encrypted: let it be on networks of this machine alone");
        }
    }

    // With the shell closed, what anybody may run is not for all to read here.
    private void PrintCommands()
    {
        if (settings.UnixSocket.Path is { Length: > 0 } socket)
        {
            report($"    {ClientInvocation.Find().Words} --endpoint {ClientInvocation.Quote($"unix:{socket}")} list");
        }
        else if (settings.Fifo.Path is { Length: > 0 } fifo)
        {
            report($"    echo COMMAND > {ClientInvocation.Quote(fifo)}");
        }
    }
}
