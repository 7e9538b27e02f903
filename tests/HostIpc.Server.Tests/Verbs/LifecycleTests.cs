using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Server.Verbs;

/// <summary>The daemon's lifecycle of a whole server, with no daemon but what a test tells.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task Server_WhenTheDaemonDoesNotRun_ThenItSaysSoAndNotifiersAreHeard()
    {
        using var server = new ServerProcess();
        int port = Prepare(server);
        server.Start("exec $SERVER 2>$LOG.errors");
        await ServerProcess.UntilAsync(() => server.Log.Contains("the Docker daemon is not running", StringComparison.Ordinal)
            && Errors(server).Contains("Serving lifecycle on", StringComparison.Ordinal) && Errors(server).Contains("The Docker daemon is not running: ", StringComparison.Ordinal));
        server.Log.ShouldMatch($"Z 0 x the Docker daemon is not running: unix://{server.Path}/docker.sock: ");
        Errors(server).ShouldContain($"Serving lifecycle on 127.0.0.1:{port}");

        Say(port, "start\n");
        await ServerProcess.UntilAsync(() => server.Log.Contains("= exit 0", StringComparison.Ordinal));
        server.Log.ShouldMatch(@" 1 \$ \[tcp address=127\.0\.0\.1:[0-9]+\] on_start\n");
        server.Log.ShouldContain(" 1 > up\n");
        Say(port, "start\nreload\nstop\n");
        await ServerProcess.UntilAsync(() => server.Log.Contains("on_stop: there is nothing to run; ", StringComparison.Ordinal));
        server.Log.ShouldMatch(@"Z 0 x \[tcp address=127\.0\.0\.1:[0-9]+\] Ignoring unknown command \[reload\]; accepts start and stop\n");
        server.Log.Split("> up").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Server_WhenThePortIsTaken_ThenItSaysSoAndExits78()
    {
        using var server = new ServerProcess();
        int port = Prepare(server);
        using var taken = new TcpListener(IPAddress.Loopback, port);
        taken.Start();
        (int exitCode, string output) = await server.RunAsync("exec $SERVER");
        output.ShouldContain($"hostipcd: lifecycle cannot be served on 127.0.0.1:{port}: Address already in use; another Lifecycle:Port");
        exitCode.ShouldBe(78);
    }

    [Fact]
    public async Task Server_WhenItStopsWhileScriptsRun_ThenWhatWaitedIsRefusedInTheLog()
    {
        using var server = new ServerProcess();
        int port = Prepare(server);
        File.WriteAllText($"{server.Path}/lifecycle/on_start/20", "#!/bin/sh\nsleep 2\n");
        File.SetUnixFileMode($"{server.Path}/lifecycle/on_start/20", (UnixFileMode)0x1ed);
        Directory.CreateDirectory($"{server.Path}/lifecycle/on_stop");
        System.Diagnostics.Process process = server.Start("exec $SERVER 2>$LOG.errors");
        await ServerProcess.UntilAsync(() => Errors(server).Contains("Serving lifecycle on", StringComparison.Ordinal));
        Say(port, "start\nstop\n");
        await ServerProcess.UntilAsync(() => server.Log.Contains("> up", StringComparison.Ordinal));
        Libc.Kill(process.Id, Signals.Terminate).ShouldBe(0);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await process.WaitForExitAsync(bound.Token);
        process.ExitCode.ShouldBe(0);
        server.Log.ShouldContain(" 1 = exit 0 in ");
        server.Log.ShouldMatch(@" 2 \$ \[tcp address=127\.0\.0\.1:[0-9]+\] on_stop\n\S+ 2 x .*shutting-down: the server stops\n");
    }

    [Fact]
    public async Task Check_WhenThereAreScripts_ThenItSaysWhichAndWhoTells()
    {
        using var server = new ServerProcess();
        int port = Prepare(server);
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain(
            $"\nlifecycle: {server.Path}/lifecycle: on_start has 1 entry, on_stop is not there; the daemon of {server.Path}/docker.sock is watched; notifiers on 127.0.0.1:{port}\n");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Notify_WhenTheClientIsNotBesideTheServer_ThenItSaysSo()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync("exec $SERVER notify 127.0.0.1");
        output.ShouldMatch("^hostipcd: /.*/hostipc cannot be run: No such file or directory\n$");
        exitCode.ShouldBe(1);
    }

    private static int Prepare(ServerProcess server)
    {
        Directory.CreateDirectory($"{server.Path}/lifecycle/on_start");
        File.WriteAllText($"{server.Path}/lifecycle/on_start/10", "#!/bin/sh\necho up\n");
        File.SetUnixFileMode($"{server.Path}/lifecycle/on_start/10", (UnixFileMode)0x1ed);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        server.Environment["HOSTIPC__Lifecycle__ScriptDirectory"] = $"{server.Path}/lifecycle";
        server.Environment["HOSTIPC__Lifecycle__Port"] = port.ToString(CultureInfo.InvariantCulture);
        server.Environment["HOSTIPC__Lifecycle__Listen"] = "127.0.0.1";
        server.Environment["HOSTIPC__Docker__Socket"] = $"{server.Path}/docker.sock";
        return port;
    }

    private static void Say(int port, string lines)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(Encoding.ASCII.GetBytes(lines));
    }

    private static string Errors(ServerProcess server) => File.Exists($"{server.LogPath}.errors") ? File.ReadAllText($"{server.LogPath}.errors") : "";
}
