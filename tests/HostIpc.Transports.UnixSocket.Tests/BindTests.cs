using System.Net.Sockets;
using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class BindTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Bind_WhenDirectoriesAreMissing_MakesThemWithTheirMode()
    {
        await using var server = await UnixTestListener.Start($"{_directory.Path}/a/b/hostipc.sock");
        PathStatus.Mode($"{_directory.Path}/a").ShouldBe("755");
        PathStatus.Mode($"{_directory.Path}/a/b").ShouldBe("755");
        PathStatus.Mode(server.Path).ShouldBe("600");
    }

    [Fact]
    public async Task Bind_WhenTheDirectoryIsThere_LeavesItsMode()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        PathStatus.Mode(_directory.Path).ShouldBe("700");
    }

    [Fact]
    public async Task Bind_WhenAStaleSocketIsThere_ReplacesIt()
    {
        StaleSocket.Make(_directory.Socket).Dispose();
        using var stale = FileDescriptor.TryOpen(_directory.Socket, OpenFlags.Path).ShouldNotBeNull(); // keeps its number from being given again
        await using var server = await UnixTestListener.Start(_directory.Socket);
        PathStatus.Of(_directory.Socket).IsSameFile(stale.Status()).ShouldBeFalse();
        var (client, connection) = await server.ConnectAndAccept();
        client.Dispose();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Bind_WhenSomebodyElsesStaleSocketIsThere_ReplacesItByOurs()
    {
        StaleSocket.Make(_directory.Socket).Dispose();
        await Shell.Run("chown 65534 \"$1\"; chmod 1777 \"$2\"", _directory.Socket, _directory.Path);
        await using var server = await UnixTestListener.Start(_directory.Socket);
        PathStatus.Of(_directory.Socket).UserId.ShouldBe(Libc.GetEUid());
        PathStatus.Mode(_directory.Socket).ShouldBe("600");
    }

    [Fact]
    public async Task Bind_WhenALivingSocketIsThere_IsRefusedAndLeavesIt()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(_directory.Socket));
        other.Listen();
        await Refused($"another server already serves {_directory.Socket}: stop it, or choose another path");
        UnixClient.Connect(_directory.Socket).Dispose();
    }

    [Fact]
    public async Task Bind_WhenTheBacklogOfALivingSocketIsFull_IsRefusedAtOnce()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(_directory.Socket));
        other.Listen(1);
        using var first = UnixClient.Connect(_directory.Socket);
        using var second = UnixClient.Connect(_directory.Socket);
        await Refused($"another server already serves {_directory.Socket}: stop it, or choose another path");
    }

    [Fact]
    public async Task Bind_WhenASocketOfAnotherKindIsThere_IsRefused()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(_directory.Socket));
        await Refused($"{_directory.Socket} is a socket of another kind, and somebody serves it: stop it, or choose another path");
    }

    [Theory]
    [InlineData("echo kept > \"$1\"", "a regular file")]
    [InlineData("mkfifo \"$1\"", "a FIFO")]
    [InlineData("mkdir \"$1\"", "a directory")]
    [InlineData("ln -s nowhere \"$1\"", "a symbolic link")]
    [InlineData("ln -s \"$2/target\" \"$1\"; echo kept > \"$2/target\"", "a symbolic link")]
    public async Task Bind_WhenAnotherFileIsThere_SaysWhatAndLeavesIt(string script, string found)
    {
        await Shell.Run(script, _directory.Socket, _directory.Path);
        var before = PathStatus.Of(_directory.Socket);
        await Refused($"{_directory.Socket} is {found}: there has to be a socket that nobody serves, or nothing");
        PathStatus.Of(_directory.Socket).IsSameFile(before).ShouldBeTrue();
        File.Exists($"{_directory.Path}/nowhere").ShouldBeFalse();
    }

    [Fact]
    public async Task Bind_WhenALinkToAStaleSocketIsThere_TouchesNeither()
    {
        StaleSocket.Make($"{_directory.Path}/other.sock").Dispose();
        File.CreateSymbolicLink(_directory.Socket, $"{_directory.Path}/other.sock");
        await Refused($"{_directory.Socket} is a symbolic link: there has to be a socket that nobody serves, or nothing");
        PathStatus.Of($"{_directory.Path}/other.sock").Type.ShouldBe(FileType.Socket);
    }

    [Fact]
    public async Task Bind_WhenThePathIsAsLongAsItMayBe_IsServedAndOneMoreIsRefused()
    {
        var directory = $"{_directory.Path}/{new string('d', 30)}";
        var longest = $"{directory}/{new string('s', UnixAddress.MaxPathBytes - directory.Length - 1)}";
        await using (var server = await UnixTestListener.Start(longest))
        {
            server.Connect().Dispose();
        }

        await Refused(longest + "x", $"{longest}x has 108 bytes: the path of a socket may have 107 at most");
        var name = new string('n', 81);
        await Refused($"/{name}", $"/{name} has a name of 81 bytes: that of a socket may have 80 at most");
    }

    [Fact]
    public async Task Bind_WhenTheParentIsAFile_IsRefused()
    {
        await File.WriteAllTextAsync(_directory.Socket, "");
        await Refused($"{_directory.Socket}/s", $"the socket's directory {_directory.Socket} cannot be opened: Not a directory");
    }

    [Fact]
    public async Task Bind_WhenAClientHoldsTheLock_IsServedAllTheSameAndTells()
    {
        using var client = FileDescriptor.TryOpen(_directory.Path, OpenFlags.ReadOnly | OpenFlags.Directory).ShouldNotBeNull();
        Libc.FLock(client.Number, Libc.LockExclusive).ShouldBe(0);
        await using var server = await UnixTestListener.Start(_directory.Socket);
        server.Log.Messages.ShouldContain(
            $"54 Warning: The directory of {_directory.Socket} cannot be locked: somebody else holds the lock; going on without the lock");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bind_WhenTwoServersStartAtTheSameMoment_OnlyOneWinsAndIsServed(bool isStale)
    {
        for (var round = 0; round < 50; round++)
        {
            if (isStale)
            {
                StaleSocket.Make(_directory.Socket).Dispose();
            }

            using var start = new Barrier(2);
            var attempts = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => TryBind(start), TaskCreationOptions.LongRunning));
            var outcomes = await Task.WhenAll(attempts);
            var winner = outcomes.Where(outcome => outcome.Refusal is null).ShouldHaveSingleItem().Listener;
            outcomes.Single(outcome => outcome.Refusal is not null).Refusal.ShouldStartWith("another server already serves");

            // The loser's leaving must not take the winner's file along.
            await outcomes.Single(outcome => outcome.Refusal is not null).Listener.DisposeAsync();
            using var client = UnixClient.Connect(_directory.Socket);
            client.Send("x"u8);
            await ShouldAccept(winner);
            await winner.DisposeAsync();
            File.Exists(_directory.Socket).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Bind_WhenRefused_LeavesNoDescriptor()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        await Refused($"another server already serves {_directory.Socket}: stop it, or choose another path");
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var round = 0; round < 50; round++)
        {
            await Refused($"another server already serves {_directory.Socket}: stop it, or choose another path");
        }

        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 3);
    }

    private (UnixSocketListener Listener, string? Refusal) TryBind(Barrier start)
    {
        var listener = UnixTestListener.Make(_directory.Socket);
        start.SignalAndWait();
        try
        {
            listener.BindAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return (listener, null);
        }
        catch (EndpointException exception)
        {
            return (listener, exception.Message);
        }
    }

    // The loser's question whether anybody serves is a connection as well.
    private static async Task ShouldAccept(UnixSocketListener listener)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            await using var connection = (await listener.AcceptAsync(bound.Token)).ShouldNotBeNull();
            if (!(await connection.Input.ReadAsync(bound.Token)).Buffer.IsEmpty)
            {
                return;
            }
        }
    }

    private Task Refused(string message) => Refused(_directory.Socket, message);

    private static async Task Refused(string path, string message)
    {
        await using var listener = UnixTestListener.Make(path);
        (await Should.ThrowAsync<EndpointException>(async () => await listener.BindAsync(CancellationToken.None))).Message.ShouldBe(message);
    }
}
