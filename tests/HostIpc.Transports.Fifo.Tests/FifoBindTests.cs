using System.Net.Sockets;
using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Fifo;

public sealed class FifoBindTests : IDisposable
{
    private const UnixFileMode Shared = (UnixFileMode)0x1b6; // 0666
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("000")]
    [InlineData("022")]
    [InlineData("077")]
    [InlineData("777")]
    public async Task Bind_WhateverTheUmask_MakesParentsAndFifoWithTheirModes(string umask)
    {
        var path = $"{_directory.Path}/a/b/channel";
        var before = Umask.Set(Convert.ToUInt32(umask, 8));
        try
        {
            var (listener, _) = LineServer.Make(path, Shared);
            await using (listener)
            {
                await listener.BindAsync(CancellationToken.None);
                listener.Endpoint.ShouldBe($"fifo:{path}");
            }
        }
        finally
        {
            _ = Umask.Set(before);
        }

        PathStatus.Mode($"{_directory.Path}/a").ShouldBe("755");
        PathStatus.Mode($"{_directory.Path}/a/b").ShouldBe("755");
        PathStatus.Mode(path).ShouldBe("666");
        PathStatus.Of(path).Type.ShouldBe(FileType.Fifo);
    }

    [Fact]
    public async Task Bind_WhenTheDirectoryIsThere_LeavesItsMode()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        PathStatus.Mode(_directory.Path).ShouldBe("700");
        PathStatus.Mode(_directory.Fifo).ShouldBe("600");
    }

    [Fact]
    public async Task Bind_WhenAFifoIsThere_KeepsItApartFromItsMode()
    {
        ForeignFifo.Make(_directory.Fifo, 0x1a4);
        var before = PathStatus.Of(_directory.Fifo);
        await using (await LineServer.Start(_directory.Fifo, Shared))
        {
        }

        await using (await LineServer.Start(_directory.Fifo))
        {
            PathStatus.Of(_directory.Fifo).IsSameFile(before).ShouldBeTrue();
            PathStatus.Mode(_directory.Fifo).ShouldBe("600");
        }
    }

    [Fact]
    public async Task Bind_WhenARegularFileIsThere_MovesItAsideAndTells()
    {
        await File.WriteAllTextAsync(_directory.Fifo, "one\ntwo\nthree", TestContext.Current.CancellationToken);
        await using var server = await LineServer.Start(_directory.Fifo);

        PathStatus.Of(_directory.Fifo).Type.ShouldBe(FileType.Fifo);
        (await File.ReadAllTextAsync(_directory.Fifo + ".before-start", TestContext.Current.CancellationToken)).ShouldBe("one\ntwo\nthree");
        server.Sink.Messages.ShouldHaveSingleItem().ShouldBe(
            $"{_directory.Fifo} was a regular file, written before the server was there: "
            + $"moved to {_directory.Fifo}.before-start, its 3 lines were not run");
        server.Sink.IsFlushed.ShouldBeTrue();
        server.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bind_WhenNamesAreTaken_MovesTheFileToTheNextOne()
    {
        // A link that leads nowhere takes a name as well.
        await File.WriteAllTextAsync(_directory.Fifo + ".before-start", "kept", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(_directory.Fifo + ".before-start.1", "/nowhere");
        await File.WriteAllTextAsync(_directory.Fifo, "one\n", TestContext.Current.CancellationToken);
        await using var server = await LineServer.Start(_directory.Fifo);

        (await File.ReadAllTextAsync(_directory.Fifo + ".before-start", TestContext.Current.CancellationToken)).ShouldBe("kept");
        (await File.ReadAllTextAsync(_directory.Fifo + ".before-start.2", TestContext.Current.CancellationToken)).ShouldBe("one\n");
        server.Sink.Messages.ShouldHaveSingleItem().ShouldEndWith(".before-start.2, its 1 line was not run");
    }

    [Fact]
    public async Task Bind_WhenTheRegularFileIsHuge_DoesNotReadItAll()
    {
        using (var file = File.Create(_directory.Fifo))
        {
            file.SetLength(1L << 42);
        }

        await using var server = await LineServer.Start(_directory.Fifo);
        server.Sink.Messages.ShouldHaveSingleItem().ShouldEndWith("its lines, more than 0, were not run");
    }

    [Theory]
    [InlineData("ln -s \"$1.real\" \"$1\"; mkfifo \"$1.real\"", "a symbolic link")]
    [InlineData("ln -s nowhere \"$1\"", "a symbolic link")]
    [InlineData("mkdir \"$1\"", "a directory")]
    public async Task Bind_WhenSomethingElseIsThere_SaysWhatAndLeavesIt(string script, string found)
    {
        await Shell.Run(script, _directory.Fifo);
        var exception = await Refused();
        exception.Message.ShouldBe($"{_directory.Fifo} is {found}: there has to be a FIFO, or nothing");
        File.Exists(_directory.Fifo + ".before-start").ShouldBeFalse();
    }

    [Fact]
    public async Task Bind_WhenASocketIsThere_IsRefused()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_directory.Fifo));
        (await Refused()).Message.ShouldContain("is a socket: ");
    }

    [Fact]
    public async Task Bind_WhenADeviceIsThere_IsRefused()
    {
        Assert.SkipUnless(Libc.GetEUid() == 0, "Only root can make a device.");
        await Shell.Run("mknod \"$1\" c 1 3", _directory.Fifo);
        (await Refused()).Message.ShouldContain("is a character device: ");
    }

    [Fact]
    public async Task Bind_WhenTheParentIsAFile_IsRefused()
    {
        await File.WriteAllTextAsync(_directory.Fifo, "", TestContext.Current.CancellationToken);
        var (listener, _) = LineServer.Make(_directory.Fifo + "/channel");
        await using (listener)
        {
            (await Should.ThrowAsync<EndpointException>(async () => await listener.BindAsync(CancellationToken.None)))
                .Message.ShouldStartWith($"the FIFO's directory {_directory.Fifo} cannot be opened");
        }
    }

    [Theory]
    [InlineData("chmod 0757 \"$2\"")]
    [InlineData("chmod 1777 \"$2\"")]
    [InlineData("chown 65534 \"$2\"")]
    public async Task Bind_WhenSomebodyPlantedTheFifo_IsRefused(string open)
    {
        Assert.SkipUnless(Libc.GetEUid() == 0, "Only root can give a file to somebody.");
        ForeignFifo.Make(_directory.Fifo);
        await Shell.Run("chown 65534 \"$1\";" + open, _directory.Fifo, _directory.Path);
        (await Refused()).Message.ShouldContain("is a FIFO of user 65534 in a directory that others can write to");
    }

    [Fact]
    public async Task Bind_WhenTheFifoIsAnothersInADirectoryOfOurs_KeepsIt()
    {
        Assert.SkipUnless(Libc.GetEUid() == 0, "Only root can give a file to somebody.");
        ForeignFifo.Make(_directory.Fifo);
        await Shell.Run("chown 65534 \"$1\"", _directory.Fifo);
        await using var server = await LineServer.Start(_directory.Fifo);
        PathStatus.Of(_directory.Fifo).UserId.ShouldBe(65534u);
    }

    [Fact]
    public async Task Bind_WhenAnotherServerServesIt_IsRefusedAndChangesNothing()
    {
        await using var server = await LineServer.Start(_directory.Fifo, Shared);
        (await Refused()).Message.ShouldStartWith($"another server already serves {_directory.Fifo}");
        PathStatus.Mode(_directory.Fifo).ShouldBe("666");
    }

    [Fact]
    public async Task Bind_WhenAnotherServerServesIt_DoesNotEndALineInTheMiddle()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        using var writer = new FileStream(_directory.Fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        writer.Write("one "u8);
        for (var round = 0; round < 10; round++)
        {
            await Refused();
        }

        writer.Write("line\n"u8);
        await Eventually.BecomesTrue(() => !server.Lines.IsEmpty);
        server.Lines.ShouldBe(["one line"]);
    }

    [Fact]
    public async Task Bind_WhenSomebodyHoldsALockForReading_ServesAndNamesTheProcess()
    {
        ForeignFifo.Make(_directory.Fifo);
        using var reader = FileDescriptor.TryOpen(_directory.Fifo, OpenFlags.ReadOnly | OpenFlags.NonBlocking)!;
        TakeLock(reader, FileLock.Read);
        await using var server = await LineServer.Start(_directory.Fifo);
        server.Sink.Messages.ShouldHaveSingleItem().ShouldContain($"process {Environment.ProcessId} (");
        FifoProbe.IsServed(_directory.Fifo).ShouldBeFalse();
        await Shell.Run("echo served > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Count == 1);

        TakeLock(reader, FileLock.None);
        await Eventually.BecomesTrue(() => FifoProbe.IsServed(_directory.Fifo));
    }

    [Fact]
    public async Task IsServed_WhileAServerServes_IsTrueAndElseFalse()
    {
        FifoProbe.IsServed(_directory.Fifo).ShouldBeFalse();
        await using (await LineServer.Start(_directory.Fifo))
        {
            FifoProbe.IsServed(_directory.Fifo).ShouldBeTrue();
        }

        PathStatus.Of(_directory.Fifo).Type.ShouldBe(FileType.Fifo);
        FifoProbe.IsServed(_directory.Fifo).ShouldBeFalse();
        FifoProbe.IsServed(_directory.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task Bind_WhenItFails_LeavesNoDescriptor()
    {
        Directory.CreateDirectory(_directory.Fifo);
        await Refused();
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var round = 0; round < 50; round++)
        {
            await Refused();
        }

        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 3);
    }

    private async Task<EndpointException> Refused()
    {
        var (listener, _) = LineServer.Make(_directory.Fifo);
        await using (listener)
        {
            var exception = await Should.ThrowAsync<EndpointException>(async () => await listener.BindAsync(CancellationToken.None));
            exception.Message.ShouldNotContain('\n');
            return exception;
        }
    }

    private static unsafe void TakeLock(FileDescriptor file, short type)
    {
        var expected = new FileLock { Type = type };
        Libc.Fcntl(file.Number, FileLock.Set, (nint)(&expected)).ShouldBe(0);
    }
}
