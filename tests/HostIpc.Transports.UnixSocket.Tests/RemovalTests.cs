using System.Net.Sockets;
using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class RemovalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Stop_WhenItHasBegun_ThenTheSocketIsGoneSoThatNewClientsFail()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        await server.Listener.StopAcceptingAsync();
        Should.Throw<SocketException>(server.Connect);
        PathStatus.TryRead(_directory.Socket).ShouldBeNull();
    }

    [Theory]
    [InlineData("rm \"$1\"; echo kept > \"$1\"", "a regular file")]
    [InlineData("rm \"$1\"; ln -s nowhere \"$1\"", "a symbolic link")]
    [InlineData("rm \"$1\"; mkdir \"$1\"", "a directory")]
    public async Task Stop_WhenTheSocketWasReplaced_LeavesWhatIsThere(string script, string left)
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        await Shell.Run(script, _directory.Socket);
        await server.DisposeAsync();
        PathStatus.Of(_directory.Socket).Type.ToName().ShouldBe(left);
    }

    [Fact]
    public async Task Stop_WhenAnotherServersSocketIsThere_LeavesIt()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        File.Delete(_directory.Socket);
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(_directory.Socket));
        other.Listen();
        await server.DisposeAsync();
        UnixClient.Connect(_directory.Socket).Dispose();
    }

    [Fact]
    public async Task Stop_WhenTheDirectoryIsAnother_LeavesWhatIsThere()
    {
        var path = $"{_directory.Path}/ipc/hostipc.sock";
        await using var server = await UnixTestListener.Start(path);
        await Shell.Run("mv \"$2/ipc\" \"$2/moved\"; mkdir \"$2/ipc\"; echo kept > \"$1\"", path, _directory.Path);
        await server.DisposeAsync();
        File.Exists(path).ShouldBeTrue();
        File.Exists($"{_directory.Path}/moved/hostipc.sock").ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_WhileClientsWaitToBeAccepted_ClosesThem()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        using var client = server.Connect();
        await server.Listener.StopAcceptingAsync();
        var buffer = new byte[1];
        client.ReceiveTimeout = 20_000;
        var read = 0;
        try
        {
            read = client.Receive(buffer);
        }
        catch (SocketException exception)
        {
            exception.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }

        read.ShouldBe(0);
    }
}
