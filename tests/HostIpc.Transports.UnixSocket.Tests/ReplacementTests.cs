using System.Net.Sockets;
using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class ReplacementTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("rm \"$1\"", "was deleted")]
    [InlineData("mv \"$1\" \"$1.old\"", "was deleted")]
    [InlineData("rm -r \"${1%/*}\"", "was deleted")]
    public async Task Socket_WhenItIsLost_IsMadeAnewAndNobodyWhoWaitsIsLost(string script, string loss)
    {
        var path = $"{_directory.Path}/ipc/hostipc.sock";
        await using var server = await UnixTestListener.Start(path);
        var (before, open) = await server.ConnectAndAccept();
        using var waiting = server.Connect();
        waiting.Send("waiting"u8);

        await Shell.Run(script, path);
        var took = await Eventually.BecomesTrue(
            () => server.Log.Messages.Contains($"51 Warning: {path} {loss}: made anew"), found: () => string.Join('|', server.Log.Messages));
        took.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        PathStatus.Mode(path).ShouldBe("600");

        await using var left = await server.Accept();
        (await left.Input.ReadAsync()).Buffer.Length.ShouldBe(7);
        var (after, anew) = await server.ConnectAndAccept();
        after.Dispose();
        await anew.DisposeAsync();

        // The connection from before goes on.
        before.Send("x"u8);
        (await open.Input.ReadAsync()).Buffer.Length.ShouldBe(1);
        before.Dispose();
        await open.DisposeAsync();
    }

    [Fact]
    public async Task Accept_WhileItWaits_GoesOnWithTheSocketMadeAnew()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var waiting = server.Accept();
        File.Delete(_directory.Socket);
        await Eventually.BecomesTrue(() => server.Log.Messages.Any(message => message.StartsWith("51 ", StringComparison.Ordinal)));
        using var client = server.Connect();
        await using var connection = await waiting;
        connection.Peer.ProcessId.ShouldBe(Environment.ProcessId);
    }

    [Fact]
    public async Task Socket_WhenAStaleOneTookItsPlace_IsMadeAnew()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        StaleSocket.Make(_directory.Socket + ".new").Dispose();
        File.Move(_directory.Socket + ".new", _directory.Socket, overwrite: true);
        await Eventually.BecomesTrue(() => server.Log.Messages.Contains($"51 Warning: {_directory.Socket} was replaced by another socket: made anew"));
        server.Connect().Dispose();
    }

    [Fact]
    public async Task Socket_WhenSomethingElseTookItsPlace_IsMadeAnewOnceThatIsGone()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        await Shell.Run("ln -sf nowhere \"$1\"", _directory.Socket);
        await Eventually.BecomesTrue(() => server.Log.Messages.Any(message => message.StartsWith("52 Error", StringComparison.Ordinal)));

        // Two attempts more, and nothing more is told.
        await Never.Within(TimeSpan.FromMilliseconds(2100), () => server.Log.Messages.Count(message => message.StartsWith("52 ", StringComparison.Ordinal)) > 1, "an attempt in vain has no event");
        server.Log.Messages.Where(message => message.StartsWith("52 ", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldBe(
            $"52 Error: {_directory.Socket} was replaced by a symbolic link, and cannot be made anew yet: "
            + $"{_directory.Socket} is a symbolic link: there has to be a socket that nobody serves, or nothing");
        PathStatus.Of(_directory.Socket).Type.ShouldBe(FileType.SymbolicLink);

        File.Delete(_directory.Socket);
        await Eventually.BecomesTrue(() => server.Log.Messages.Any(message => message.StartsWith("51 ", StringComparison.Ordinal)));
        server.Connect().Dispose();
    }

    [Fact]
    public async Task Socket_WhenAnotherServerTookItsPlace_IsLeftToIt()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        File.Delete(_directory.Socket);
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(_directory.Socket));
        other.Listen();
        var theirs = PathStatus.Of(_directory.Socket);
        await Eventually.BecomesTrue(() => server.Log.Messages.Any(message => message.EndsWith("stop it, or choose another path", StringComparison.Ordinal)));
        PathStatus.Of(_directory.Socket).IsSameFile(theirs).ShouldBeTrue();
    }
}
