using System.Text;

namespace HostIpc.Logging;

public sealed class LineScanTests
{
    [Theory]
    [InlineData("a\nbb\nc", 0, 0, 0)]
    [InlineData("a\nbb\nc", 1, 2, 0)]
    [InlineData("a\nbb\nc", 2, 5, 0)]
    [InlineData("a\nbb\nc", 3, 6, 1)]
    [InlineData("a\nbb\n", 2, 5, 0)]
    [InlineData("\n\n\n", 2, 2, 0)]
    [InlineData("", 2, 0, 2)]
    [InlineData("", 0, 0, 0)]
    public void Skip_WhenThereAreSoManyLines_ThenTheTextGoesOnAfterThem(string text, long lines, int expected, long left)
    {
        LineScan.Skip(Encoding.ASCII.GetBytes(text), ref lines).ShouldBe(expected);
        lines.ShouldBe(left);
    }

    [Theory]
    [InlineData(9, 9, 9)]
    [InlineData(9, 100, 9)]
    [InlineData(9, 8, 6)]
    [InlineData(9, 6, 6)]
    [InlineData(9, 5, 3)]
    [InlineData(9, 2, 0)]
    [InlineData(9, 0, 0)]
    [InlineData(9, -1, 0)]
    [InlineData(2, 100, 6)]
    [InlineData(2, 6, 6)]
    [InlineData(2, 5, 3)]
    [InlineData(1, 100, 3)]
    [InlineData(0, 100, 0)]
    [InlineData(-1, 100, 0)]
    public void Fit_WhenLinesAndBytesAreBounded_ThenAsManyWholeLinesFitAsKeepBoth(long lines, long bytes, int expected) =>
        LineScan.Fit("aa\nbb\ncc\n"u8, lines, bytes).ShouldBe(expected);
}
