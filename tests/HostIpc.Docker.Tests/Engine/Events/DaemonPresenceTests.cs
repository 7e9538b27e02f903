using System.Net.Sockets;
using HostIpc.Docker.Engine.Http;

namespace HostIpc.Docker.Engine.Events;

/// <summary>Whether an engine that was stopped is left alone, by what a made-up proc(5) tells.</summary>
public sealed class DaemonPresenceTests : IDisposable
{
    private readonly string _directory = TemporaryDirectories.Create("hostipc-presence-").FullName;
    private readonly Socket _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public DaemonPresenceTests()
    {
        _listening.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listening.Listen();
        AddProcess("1", "systemd");
        AddProcess("20", "kthreadd");
        AddProcess("300", "containerd");
        AddProcess("self", "dockerd");
        Directory.CreateDirectory($"{_directory}/proc/1/net");
        Directory.CreateDirectory($"{_directory}/proc/1/fd");
        Directory.CreateSymbolicLink($"{_directory}/proc/1/root", "/");
        File.CreateSymbolicLink($"{_directory}/proc/1/fd/3", "anon_inode:[eventpoll]");
        File.CreateSymbolicLink($"{_directory}/proc/1/fd/40", "socket:[777]");
        WriteSockets($"0000000000000000: 00000002 00000000 00010000 0001 01 777 {SocketPath}");
    }

    private string SocketPath => $"{_directory}/docker.sock";

    public void Dispose()
    {
        _listening.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Engine_WhoseSocketSystemdHolds_IsDormantUntilADockerdIsInView()
    {
        IsDormant().ShouldBeTrue();
        AddProcess("4000", "dockerd");
        IsDormant().ShouldBeFalse();
    }

    [Theory]
    [InlineData("init")]
    [InlineData("hostipcd")]
    [InlineData("systemd-x")]
    public void Engine_WhereProcessOneIsAnother_IsNot(string name)
    {
        AddProcess("1", name);
        IsDormant().ShouldBeFalse();
    }

    [Fact]
    public void Engine_WhoseSocketIsAnothers_IsNot()
    {
        WriteSockets(
            $"0000000000000000: 00000002 00000000 00010000 0001 01 778 {SocketPath}", // not among what process 1 holds
            $"0000000000000000: 00000002 00000000 00000000 0001 01 777 {SocketPath}", // connected, not listening
            "0000000000000000: 00000002 00000000 00010000 0001 01 777 /nowhere/docker.sock",
            "0000000000000000: 00000002 00000000 00010000 0001 01 777 @abstract",
            "0000000000000000: 00000002 00000000 00010000 0001 01 777");
        IsDormant().ShouldBeFalse();
    }

    [Fact]
    public void Engine_WhoseSocketIsMountedUnderAnotherName_IsTheSame()
    {
        File.CreateSymbolicLink($"{_directory}/other.sock", SocketPath);
        IsDormant($"{_directory}/other.sock").ShouldBeTrue();
    }

    [Fact]
    public void Engine_OfWhichNothingCanBeSeen_IsTakenForDormant()
    {
        Directory.Delete($"{_directory}/proc/1/fd", recursive: true);
        IsDormant().ShouldBeTrue();
        Directory.Delete($"{_directory}/proc/1/net", recursive: true);
        IsDormant().ShouldBeTrue();
    }

    [Fact]
    public void Engine_WithoutASocketOrOverTcp_IsNot()
    {
        IsDormant($"{_directory}/none.sock").ShouldBeFalse();
        new DaemonPresence(DockerEndpoint.Parse("tcp://127.0.0.1:2375", null), $"{_directory}/proc").IsDormant().ShouldBeFalse();
        new DaemonPresence(DockerEndpoint.Parse(SocketPath, null), $"{_directory}/nothing").IsDormant().ShouldBeFalse();
    }

    private bool IsDormant(string? socket = null) => new DaemonPresence(DockerEndpoint.Parse(socket ?? SocketPath, null), $"{_directory}/proc").IsDormant();

    private void AddProcess(string number, string name) =>
        File.WriteAllText($"{Directory.CreateDirectory($"{_directory}/proc/{number}").FullName}/comm", name + "\n");

    private void WriteSockets(params string[] lines) =>
        File.WriteAllText($"{_directory}/proc/1/net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n" + string.Join('\n', lines) + "\n");
}
