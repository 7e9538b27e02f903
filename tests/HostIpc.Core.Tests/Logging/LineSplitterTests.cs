using System.Text;
using HostIpc.Text;

namespace HostIpc.Logging;

public sealed class LineSplitterTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("\n", "|", "")]
    [InlineData("ab\n\ncd\ne", "|ab||cd", "e")]
    [InlineData("abcd\nabcde\nf", "|abcd|abcd+e", "f")]
    [InlineData("abcdefghij\nk\n", "|abcd+efgh+ij|k", "")]
    [InlineData("abcdefgh\n", "|abcd+efgh", "")]
    public void TryTake_WhenBytesComeInChunksOfAnyLength_ThenLinesAreTheSame(string text, string expected, string expectedRest)
    {
        for (int size = 1; size <= Math.Max(1, text.Length); size++)
        {
            var lines = new LineSplitter(4);
            var seen = new StringBuilder();
            foreach (byte[] chunk in Encoding.ASCII.GetBytes(text).Chunk(size))
            {
                ReadOnlySpan<byte> bytes = chunk;
                while (lines.TryTake(ref bytes, out ReadOnlySpan<byte> line))
                {
                    seen.Append(lines.IsContinuation ? '+' : '|').Append(Encoding.ASCII.GetString(line));
                }

                bytes.IsEmpty.ShouldBeTrue();
            }

            seen.ToString().ShouldBe(expected, $"chunks of {size}");
            Encoding.ASCII.GetString(lines.TakeRest()).ShouldBe(expectedRest);
        }
    }
}
