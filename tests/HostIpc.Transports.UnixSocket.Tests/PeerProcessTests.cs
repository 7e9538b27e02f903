using System.Diagnostics;
using System.Globalization;
using System.Text;
using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

/// <summary>The process at the other end is held by a descriptor, which outlives its number.</summary>
public sealed class PeerProcessTests : IDisposable
{
    private static readonly string Container = new('c', 64);
    private static readonly byte[] Groups = Encoding.ASCII.GetBytes($"0::/docker/{Container}\n");

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Descriptor_OfAPeer_IsOfItsProcessAndClosedWithTheConnection()
    {
        await using var server = await TestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        var descriptor = connection.ProcessDescriptor.ShouldNotBeNull();
        await ShouldBeOf(descriptor, Environment.ProcessId);
        PeerProcess.FindContainer(descriptor, connection.Peer.ProcessId, _ => Groups).ShouldBe(Container);
        await connection.DisposeAsync();
        descriptor.IsClosed.ShouldBeTrue();
        client.Dispose();
    }

    [Fact]
    public async Task Descriptor_WhereTheKernelKeepsNone_IsTakenByTheNumber()
    {
        using var descriptor = PeerIdentity.ProcessOf(Environment.ProcessId).ShouldNotBeNull();
        await ShouldBeOf(descriptor, Environment.ProcessId);
        PeerIdentity.ProcessOf(int.MaxValue).ShouldBeNull();
    }

    [Fact]
    public async Task Peer_ThatExitsBeforeItIsAccepted_HasNoContainer()
    {
        await using var server = await TestListener.Start(_directory.Socket);
        await Shell.Run("python3 -c 'import socket,sys;s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);s.send(b\"ls\\n\")' \"$1\"", _directory.Socket);
        await using var connection = await server.Accept();
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
        await using var server = await TestListener.Start(_directory.Socket);

        // A child keeps the socket open, so that the connection lives on when the process that made it has gone.
        using var client = Shell.Start(
            "exec python3 -c 'import os,socket,sys,time;s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);c=os.fork();c or time.sleep(60);print(c,file=sys.stderr)' \"$1\"",
            _directory.Socket);
        await using var connection = await server.Accept();
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

    private static async Task ShouldBeOf(FileDescriptor descriptor, int process)
    {
        (await File.ReadAllLinesAsync($"/proc/self/fdinfo/{descriptor.Number}")).ShouldContain($"Pid:\t{process}");

        // Close-on-exec: no command inherits it.
        (Libc.Fcntl(descriptor.Number, 1, 0) & 1).ShouldBe(1);
    }
}
