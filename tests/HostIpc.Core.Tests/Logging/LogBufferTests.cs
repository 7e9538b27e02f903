using System.Text;
using HostIpc.Text;

namespace HostIpc.Logging;

public sealed class LogBufferTests
{
    // What a new one has room for.
    private const int Initial = LogBuffer.Threshold + 4096;

    [Fact]
    public void Append_WhenThereIsNoRoom_ThenItGrowsToTwiceItsLengthAndKeepsWhatItHas()
    {
        foreach (Action<LogBuffer> append in (Action<LogBuffer>[])
            [static buffer => buffer.Append((byte)'b'), static buffer => buffer.Append("b"u8), static buffer => buffer.Append(7L), static buffer => buffer.GetSpan()[0] = 1, static buffer => buffer.GetMemory().Span[0] = 1])
        {
            var buffer = new LogBuffer();
            buffer.Append(new byte[Initial - 1]);
            buffer.Append((byte)'a');
            append(buffer);
            buffer.Written[Initial - 1].ShouldBe((byte)'a');
            (buffer.Count + buffer.GetSpan().Length).ShouldBe(2 * Initial);
        }
    }

    [Fact]
    public void Append_WhenItIsMoreThanTwiceTheLength_ThenItFits()
    {
        var buffer = new LogBuffer();
        buffer.Append("a"u8);
        byte[] text = Enumerable.Repeat((byte)'x', 3 * Initial).ToArray();
        buffer.Append(text);
        buffer.Written[1..].SequenceEqual(text).ShouldBeTrue();
        buffer.Count.ShouldBe(text.Length + 1);
    }

    [Fact]
    public void Append_WhenItIsANumber_ThenItIsItsDigits()
    {
        var buffer = new LogBuffer();
        buffer.Append(new byte[Initial - 19]);
        buffer.Append(long.MinValue);
        buffer.Append(0L);
        buffer.Append(long.MaxValue);
        Encoding.ASCII.GetString(buffer.Written[(Initial - 19)..]).ShouldBe("-922337203685477580809223372036854775807");
    }

    [Fact]
    public void GetSpan_WhenRoomIsAskedFor_ThenThereIsAsMuchAndAdvanceCounts()
    {
        var buffer = new LogBuffer();
        buffer.GetSpan(Initial + 1).Length.ShouldBeGreaterThan(Initial);
        buffer.GetMemory(3 * Initial).Length.ShouldBeGreaterThanOrEqualTo(3 * Initial);
        buffer.GetSpan(2)[1] = (byte)'b';
        buffer.GetMemory(2).Span[0] = (byte)'a';
        buffer.Advance(2);
        Encoding.ASCII.GetString(buffer.Written).ShouldBe("ab");
    }

    [Fact]
    public void Clear_WhenALineWasUnusuallyLong_ThenWhatItNeededIsNotKept()
    {
        var buffer = new LogBuffer();
        buffer.Append(new byte[3 * Initial]);
        buffer.Clear();
        buffer.Count.ShouldBe(0);
        buffer.GetSpan().Length.ShouldBe(3 * Initial, "this is kept");
        buffer.Append(new byte[8 * LogBuffer.Threshold + 1]);
        buffer.Clear();
        buffer.Count.ShouldBe(0);
        buffer.GetSpan().Length.ShouldBe(Initial);
    }
}
