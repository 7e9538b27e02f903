using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Interop;

namespace HostIpc.Identity;

/// <summary>The process at the other end is held by a descriptor, which outlives its number.</summary>
public sealed class PeerProcessOfSocketTests : IDisposable
{
    private static readonly string Container = new('c', 64);
    private static readonly byte[] Groups = Encoding.ASCII.GetBytes($"0::/docker/{Container}\n");

    private readonly string _directory = TemporaryDirectories.Create("hostipc-peer-").FullName;

    private string Path => $"{_directory}/hostipc.sock";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Descriptor_OfAPeer_IsOfItsProcessAndClosedWithTheConnection()
    {
        await using var server = await UnixServer.StartAsync(Path);
        var client = UnixClient.Connect(Path);
        var connection = await server.AcceptAsync();
        var descriptor = connection.ProcessDescriptor.ShouldNotBeNull();
        await ShouldBeOf(descriptor, Environment.ProcessId);
        PeerProcess.FindContainer(descriptor, connection.Peer.ProcessId, _ => Groups).ShouldBe(Container);
        await connection.DisposeAsync();
        descriptor.IsClosed.ShouldBeTrue();
        client.Dispose();
    }

    [Fact]
    public async Task Peer_ThatExitsBeforeItIsAccepted_HasNoContainer()
    {
        await using var server = await UnixServer.StartAsync(Path);
        await Shell.Run("python3 -c 'import socket,sys;s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);s.send(b\"ls\\n\")' \"$1\"", Path);
        await using var connection = await server.AcceptAsync();
        if (connection.ProcessDescriptor is { } descriptor)
        {
            PeerProcess.FindContainer(descriptor, connection.Peer.ProcessId, _ => Groups).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Peer_WhoseNumberIsGivenToAnotherProcess_DoesNotGetItsContainer()
    {
        const string lastNumber = "/proc/sys/kernel/ns_last_pid";
        Assert.SkipUnless(Libc.GetEUid() == 0 && File.Exists(lastNumber), $"Only root can choose a number, and only by {lastNumber}.");
        await using var server = await UnixServer.StartAsync(Path);

        // A child keeps the socket open, so that the connection lives on when the process that made it has gone.
        using var client = Shell.Start(
            "exec python3 -c 'import os,socket,sys,time;s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);c=os.fork();c or time.sleep(60);print(c,file=sys.stderr)' \"$1\"",
            Path);
        await using var connection = await server.AcceptAsync();
        var number = connection.Peer.ProcessId.ShouldNotBeNull();
        number.ShouldBe(client.Id);
        var descriptor = connection.ProcessDescriptor.ShouldNotBeNull();
        var child = int.Parse((await client.StandardError.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await client.WaitForExitAsync();

        // Others may start processes at the same moment and take the number away.
        using var other = Shell.Start(
            "for i in $(seq 2000); do echo $(($1-1)) > /proc/sys/kernel/ns_last_pid; sleep 60 & [ $! = $1 ] && break; kill $!; done; echo $! >&2; wait",
            number.ToString(CultureInfo.InvariantCulture));
        var taken = int.Parse((await other.StandardError.ReadLineAsync())!, CultureInfo.InvariantCulture);
        try
        {
            taken.ShouldBe(number);
            Directory.Exists($"/proc/{number}").ShouldBeTrue();
            connection.HangUp.IsCancellationRequested.ShouldBeFalse();
            PeerProcess.FindContainer(descriptor, number, _ => Groups).ShouldBeNull();
        }
        finally
        {
            other.Kill();
            using var sleep = Process.GetProcessById(taken);
            sleep.Kill();
            using var keeper = Process.GetProcessById(child);
            keeper.Kill();
        }
    }

    private static async Task ShouldBeOf(SafeHandle descriptor, int process)
    {
        (await File.ReadAllLinesAsync($"/proc/self/fdinfo/{descriptor.DangerousGetHandle()}")).ShouldContain($"Pid:\t{process}");

        // Close-on-exec: no command inherits it.
        (Libc.Fcntl((int)descriptor.DangerousGetHandle(), 1, 0) & 1).ShouldBe(1);
    }
}
