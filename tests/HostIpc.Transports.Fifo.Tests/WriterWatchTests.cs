using System.Buffers;
using System.Text;
using HostIpc.Interop;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Fifo;

/// <summary>When the listener looks is up to the test, so that what it finds is always the same.</summary>
public sealed class WriterWatchTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly WriterWatch _watch = new(requiresLineFeed: false);
    private readonly FifoInput _input;

    public WriterWatchTests()
    {
        ForeignFifo.Make(_directory.Fifo);
        var fifo = FileDescriptor.TryOpen(_directory.Fifo, OpenFlags.ReadWrite | OpenFlags.NonBlocking)!;
        _watch.Watch(fifo);
        _input = new FifoInput(new FifoFile(_directory.Fifo, fifo, PathStatus.Of(_directory.Fifo)));
    }

    public void Dispose()
    {
        _input.Dispose();
        _watch.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(60_000)]
    public void Line_WhenItsWriterLeftAndTheNextComesAfterTheLook_ThenItIsEndedWhereItsWriterEnded(int length)
    {
        Write(new string('a', length));
        _watch.BeforeReading(_input).ShouldBe(length + 1);
        Write("next\n");
        ReadAll();
        Lines().ShouldBe([new string('a', length), "next", ""]);
    }

    [Fact]
    public void Lines_WhenTheirWritersLeftBetweenLooks_ThenEachIsEnded()
    {
        for (var number = 0; number < 5; number++)
        {
            Write($"<{number}>");
            _watch.BeforeReading(_input).ShouldBeGreaterThan(0);
        }

        ReadAll();
        Lines().ShouldBe(["<0>", "<1>", "<2>", "<3>", "<4>", ""]);
    }

    [Fact]
    public void Line_WhenItWasReadBeforeItsWriterLeft_ThenItIsEndedBeforeTheNext()
    {
        using (var writer = Open())
        {
            writer.Write("first"u8);
            ReadAll();
            Lines().ShouldBe(["first"]);
        }

        Write("next\n");
        _input.IsUnfinished.ShouldBeTrue();
        ReadAll();
        Lines().ShouldBe(["firstnext", ""], "nobody looked in between, so the kernel's order is all there is");

        Write("third");
        ReadAll();
        Lines().ShouldBe(["firstnext", "third", ""]);
    }

    [Fact]
    public void Line_WhenAnotherLeavesThatWroteNothing_ThenItGoesOn()
    {
        using var writer = Open();
        writer.Write("one "u8);
        using (Open())
        {
        }

        writer.Write("line"u8);
        ReadAll();
        writer.Write(" of a writer that stays\n"u8);
        ReadAll();
        Lines().ShouldBe(["one line of a writer that stays", ""]);
    }

    [Fact]
    public async Task Line_WhenOneWhoseLineWasReadWholeLeavesInTheMiddleOfAnothersWrite_ThenThatIsNotTorn()
    {
        const int length = 200_000;
        var leaver = Open();
        leaver.Write("whole\n"u8);
        ReadAll();

        // The kernel tells of a write when it is over, and this one waits for somebody to read.
        var write = Task.Run(() => Write(new string('x', length) + "\n"), TestContext.Current.CancellationToken);
        await Eventually.BecomesTrue(() => _input.BytesWaiting == 65536);
        leaver.Dispose();
        while (!write.IsCompleted || _input.BytesWaiting > 0)
        {
            ReadAll();
        }

        await write;
        Lines().ShouldBe(["whole", new string('x', length), ""]);
    }

    private void Write(string text)
    {
        using var writer = Open();
        writer.Write(Encoding.UTF8.GetBytes(text));
    }

    private FileStream Open() => new(_directory.Fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private void ReadAll()
    {
        bool isEmpty;
        do
        {
            _watch.BeforeReading(_input);
            _input.ReadOnce(out isEmpty);
        }
        while (!isEmpty);

        _watch.AfterReadingAll(_input);
    }

    // What was handed on so far, the last line as far as it is there.
    private string[] Lines()
    {
        _input.Flush(() => true);
        if (!_input.Reader.TryRead(out var result))
        {
            return [];
        }

        var text = Encoding.UTF8.GetString(result.Buffer.ToArray());
        _input.Reader.AdvanceTo(result.Buffer.Start);
        return text.Split('\n');
    }
}
