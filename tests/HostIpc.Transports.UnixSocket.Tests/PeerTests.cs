using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class PeerTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Peer_OfAClientInThisProcess_IsThisProcess()
    {
        await using var server = await TestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        connection.Peer.Transport.ShouldBe("unix");
        connection.Peer.UserId.ShouldBe(Libc.GetEUid());
        connection.Peer.GroupId.ShouldBe(Libc.GetEUid() == 0 ? 0u : connection.Peer.GroupId);
        connection.Peer.ProcessId.ShouldBe(Environment.ProcessId);
        client.Dispose();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Peer_OfAnotherUsersProcess_IsThatUserAndProcess()
    {
        Assert.SkipUnless(Libc.GetEUid() == 0, "Only root can be somebody else.");
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0x1ed);

        // From within the directory, which may lie in one that is closed to others.
        await using var server = await TestListener.Start(_directory.Socket, (UnixFileMode)0x1b6);
        using var process = Shell.Start(
            "exec python3 -c 'import os,socket,sys,time;os.chdir(os.path.dirname(sys.argv[1]));os.setgid(65533);os.setuid(65534);s=socket.socket(socket.AF_UNIX);s.connect(os.path.basename(sys.argv[1]));time.sleep(60)' \"$1\"",
            _directory.Socket);
        await using var connection = await server.Accept();
        connection.Peer.ToString().ShouldBe($"unix uid=65534 gid=65533 pid={process.Id}");
        process.Kill();
    }

    [Fact]
    public async Task ProcessDescriptor_WhereTheKernelHasIt_IsOfThePeerAndClosedWithTheConnection()
    {
        await using var server = await TestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        if (Environment.OSVersion.Version < new Version(6, 5))
        {
            connection.ProcessDescriptor.ShouldBeNull();
        }
        else
        {
            var descriptor = connection.ProcessDescriptor.ShouldNotBeNull();
            var told = await File.ReadAllLinesAsync($"/proc/self/fdinfo/{descriptor.Number}");
            told.ShouldContain($"Pid:\t{Environment.ProcessId}");

            // Close-on-exec: no command inherits it.
            (Libc.Fcntl(descriptor.Number, 1, 0) & 1).ShouldBe(1);
            await connection.DisposeAsync();
            descriptor.IsClosed.ShouldBeTrue();
        }

        client.Dispose();
        await connection.DisposeAsync();
    }
}
