using System.Text;
using HostIpc.Logging;
using HostIpc.Pipeline;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Pipeline;

public sealed class OutputLinesTests : IDisposable
{
    private readonly Sink _sink = new();
    private readonly CommandLog _log;

    public OutputLinesTests() => _log = new CommandLog([_sink], TimeProvider.System);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Append_WhenLinesAreInPieces_ThenEachIsARecordAndWhatIsLeftIsOneAtTheEnd()
    {
        var lines = new OutputChain.OutputLines(_log, OutputKind.Stdout, 100);
        lines.Append(7, "a"u8);
        _sink.Records.ShouldBeEmpty();
        lines.Append(7, "b\n\ncd\ne"u8);
        _sink.Records.ShouldBe(["7 Output ab", "7 Output ", "7 Output cd"]);
        _sink.Flushes.ShouldBe(2);
        lines.Complete(7);
        _sink.Records.ShouldBe(["7 Output ab", "7 Output ", "7 Output cd", "7 Output e"]);
        _sink.Flushes.ShouldBe(3);
        lines.Complete(7);
        (_sink.Records.Count, _sink.Flushes).ShouldBe((4, 3), "nothing is left");
    }

    [Theory]
    [InlineData("abcd\n", "abcd")]
    [InlineData("abcde\n", "abcd|e")]
    [InlineData("abcdefgh\ni\n", "abcd|efgh|i")]
    [InlineData("abcdefghij\n", "abcd|efgh|ij")]
    [InlineData("abcdefghij", "abcd|efgh|ij")]
    [InlineData("abcd", "abcd")]
    [InlineData("\n", "")]
    public void Append_WhenALineIsOverTheLimit_ThenItGoesOnInARecordOfItsOwn(string text, string expected)
    {
        for (int max = 1; max <= text.Length; max++)
        {
            _sink.Records.Clear();
            var lines = new OutputChain.OutputLines(_log, OutputKind.Stderr, 4, isLate: true);
            foreach (byte[] piece in Encoding.ASCII.GetBytes(text).Chunk(max))
            {
                lines.Append(1, piece);
            }

            lines.Complete(1);
            _sink.Records.ShouldBe(expected.Split('|').Select(line => $"1 Error late {line}"), $"{max}");
        }
    }

    [Fact]
    public void Append_WhenLinesMayBeLong_ThenNoMoreIsHeldThanWhatIsLeftAndTwiceOfIt()
    {
        var lines = new OutputChain.OutputLines(_log, OutputKind.Stdout, 10_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        lines.Append(1, "a\n"u8);
        lines.Append(1, new byte[10_000]);
        lines.Append(1, new byte[1]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
    }

    private sealed class Sink : ICommandLogSink
    {
        public List<string> Records { get; } = [];

        public int Flushes { get; private set; }

        public void Write(in LogRecord record) => Records.Add($"{record.Id} {record.Kind} {(record.IsLate ? "late " : "")}{Encoding.UTF8.GetString(record.Text)}");

        public void Flush() => Flushes++;
    }
}
