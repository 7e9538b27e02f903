using Shouldly;
using Xunit;

namespace HostIpc.Transports.Fifo;

public sealed class FifoReplacementTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("rm \"$1\"", "was deleted: made anew")]
    [InlineData("mv \"$1\" \"$1.old\"", "was deleted: made anew")]
    [InlineData("rm -r \"${1%/*}\"", "was deleted: made anew")]
    [InlineData("rm \"$1\"; mkfifo \"$1\"", "was replaced by another FIFO: serving that one")]
    [InlineData("mkfifo \"$1.new\"; mv \"$1.new\" \"$1\"", "was replaced by another FIFO: serving that one")]
    [InlineData("rm \"$1\"; echo early > \"$1\"", "was replaced by a regular file: made anew")]
    public async Task Fifo_WhenItIsLost_IsServedAnewWithinASecond(string script, string message)
    {
        var path = $"{_directory.Path}/ipc/channel";
        await using var server = await LineServer.Start(path);
        await Shell.Run("echo before > \"$1\"", path);
        await Eventually.BecomesTrue(() => server.Lines.Count == 1);

        await Shell.Run(script, path);
        var expected = $"{path} {message}";
        var took = await Eventually.BecomesTrue(() => server.Sink.Messages.Contains(expected), found: () => string.Join('|', server.Sink.Messages));
        took.ShouldBeLessThan(TimeSpan.FromSeconds(1));

        PathStatus.Mode(path).ShouldBe("600");
        await Shell.Run("echo after > \"$1\"", path);
        await Eventually.BecomesTrue(() => server.Lines.Count == 2);
        server.Lines.ShouldBe(["before", "after"]);
        server.Connections.ShouldBe(2);
        FifoProbe.IsServed(path).ShouldBeTrue();
    }

    [Fact]
    public async Task Fifo_WhenReplacedByARegularFile_MovesItAsideAgain()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        await Shell.Run("rm \"$1\"; echo early > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Sink.Messages.Count == 2);
        server.Sink.Messages.First().ShouldEndWith("moved to " + _directory.Fifo + ".before-start, its 1 line was not run");
    }

    [Fact]
    public async Task Fifo_WhenReplacedByALink_IsServedOnceTheLinkIsGone()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        await Shell.Run("mkfifo \"$1.real\"; ln -sf \"$1.real\" \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => !server.Sink.Messages.IsEmpty);

        // Three attempts more, and nothing more is told.
        await Never.Within(TimeSpan.FromMilliseconds(1600), () => server.Sink.Messages.Count > 1, "an attempt in vain has no event");
        server.Sink.Messages.ShouldHaveSingleItem()
            .ShouldBe($"{_directory.Fifo} is a symbolic link: there has to be a FIFO, or nothing");
        FifoProbe.IsServed(_directory.Fifo + ".real").ShouldBeFalse();

        await Shell.Run("rm \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Sink.Messages.Count == 2, seconds: 2);
        server.Sink.Messages.Last().ShouldBe($"{_directory.Fifo} was replaced by a symbolic link: made anew");
        await Shell.Run("echo after > \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => server.Lines.Count == 1);
    }

    [Fact]
    public async Task Stop_WhileTheFifoCannotBeHad_ThenItEnds()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        await Shell.Run("rm \"$1\"; mkdir \"$1\"", _directory.Fifo);
        await Eventually.BecomesTrue(() => !server.Sink.Messages.IsEmpty);
        await server.Stop();
        await server.Served.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Line_WhenItsFifoIsDeleted_IsStillRead()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        using (var writer = new FileStream(_directory.Fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            File.Delete(_directory.Fifo);
            writer.Write("whole\nunfinished"u8);
            await Eventually.BecomesTrue(() => !server.Sink.Messages.IsEmpty);
        }

        await Eventually.BecomesTrue(() => server.Lines.Count == 2);
        server.Lines.ShouldBe(["whole", "unfinished"]);
    }

    [Fact]
    public async Task Mode_WhenSomebodyChangesItWhileServing_IsLeft()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        await Shell.Run("chmod 0622 \"$1\"", _directory.Fifo);
        await Never.Within(TimeSpan.FromMilliseconds(1200), () => PathStatus.Mode(_directory.Fifo) != "622", "a look at the path has no event");
        server.Sink.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Accept_WhileTheConnectionBeforeIsOpen_ThenItWaits()
    {
        var (listener, sink) = LineServer.Make(_directory.Fifo);
        await using (listener)
        {
            await listener.BindAsync(CancellationToken.None);
            var first = (await listener.AcceptAsync(CancellationToken.None)).ShouldNotBeNull();
            var second = listener.AcceptAsync(CancellationToken.None).AsTask();
            File.Delete(_directory.Fifo);
            await Eventually.BecomesTrue(() => !sink.Messages.IsEmpty);
            (await first.Input.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted.ShouldBeTrue();
            second.IsCompleted.ShouldBeFalse();

            await first.DisposeAsync();
            (await second.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).ShouldNotBeNull();
        }
    }

    [Fact]
    public void Descriptors_Over200Deletions_DoNotGrow()
    {
        // Through the parts and not the listener, which looks at the path twice a second.
        var sink = new NoticeSink();
        var reports = new FifoReports(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, sink.Log);
        var opener = new FifoOpener(_directory.Fifo, 0x180, reports);
        using var watch = new WriterWatch(requiresLineFeed: false);
        Round();
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var round = 0; round < 200; round++)
        {
            Round();
        }

        // The count is of the whole process, which may open a file of its own meanwhile. One descriptor lost a round would be 200.
        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThan(before + 20);

        void Round()
        {
            using var file = opener.Open();
            watch.Watch(file.Descriptor);
            file.FindLoss().ShouldBeNull();
            File.Delete(_directory.Fifo);
            file.FindLoss().ShouldBe("was deleted: made anew");
            watch.Unwatch();
        }
    }

    [Fact]
    public async Task Descriptors_OverDeletionsWhileServing_DoNotGrow()
    {
        await using var server = await LineServer.Start(_directory.Fifo);
        var before = 0;
        for (var round = 1; round <= 8; round++)
        {
            File.Delete(_directory.Fifo);
            await Eventually.BecomesTrue(() => server.Sink.Messages.Count == round);
            before = round == 1 ? Directory.GetFiles("/proc/self/fd").Length : before;
        }

        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 1);
    }
}
