using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class PeerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Peer_OfAClientInThisProcess_IsThisProcess()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
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
        await using var server = await UnixTestListener.Start(_directory.Socket, (UnixFileMode)0x1b6);
        using var process = Shell.Start(
            "exec python3 -c 'import os,socket,sys,time;os.chdir(os.path.dirname(sys.argv[1]));os.setgid(65533);os.setuid(65534);s=socket.socket(socket.AF_UNIX);s.connect(os.path.basename(sys.argv[1]));time.sleep(60)' \"$1\"",
            _directory.Socket);
        await using var connection = await server.Accept();
        connection.Peer.ToString().ShouldBe($"unix uid=65534 gid=65533 pid={process.Id}");
        process.Kill();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Peer_InFurtherGroups_IsKnownToBeInThem(int count)
    {
        Assert.SkipUnless(Libc.GetEUid() == 0, "Only root can choose its groups.");
        await using var server = await UnixTestListener.Start(_directory.Socket);
        using var process = Shell.Start(
            "exec python3 -c 'import os,socket,sys,time;os.setgroups(range(7000,7000+int(sys.argv[2])));s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);time.sleep(60)' \"$@\"",
            _directory.Socket,
            count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await using var connection = await server.Accept();
        connection.Peer.SupplementaryGroups.ShouldBe(Enumerable.Range(7000, count).Select(group => (uint)group));
        process.Kill();
    }

    [Fact]
    public async Task Peer_WhoseGroupsChangeLater_IsWhoItWasWhenItConnected()
    {
        Assert.SkipUnless(Libc.GetEUid() == 0, "Only root can choose its groups.");
        await using var server = await UnixTestListener.Start(_directory.Socket);
        using var process = Shell.Start(
            "exec python3 -c 'import os,socket,sys,time;os.setgroups([7000]);s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);os.setgroups([7001]);s.send(b\"x\");time.sleep(60)' \"$1\"",
            _directory.Socket);
        await using var connection = await server.Accept();
        (await connection.ReadAsync(1)).ShouldBe("x"u8.ToArray());
        connection.Peer.SupplementaryGroups.ShouldBe([7000u]);
        process.Kill();
    }

    [Fact]
    public void Groups_OfWhatIsNoUnixSocket_AreNone()
    {
        using var file = FileDescriptor.TryOpen("/dev/null", OpenFlags.ReadOnly)!;
        SocketPeer.GroupsOf(file.Number).ShouldBeEmpty();
    }
}
