using HostIpc.Text;

namespace HostIpc.Protocol.Tests;

public sealed class TruncationTests
{
    [Theory]
    [InlineData("", 1, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("ab", 1, "a…")]
    [InlineData("ab😀", 4, "ab😀")]
    [InlineData("ab😀", 3, "ab…")]
    [InlineData("ab😀c", 4, "ab😀…")]
    [InlineData("😀😀", 1, "…")]
    public void Of_WhenATextIsTooLong_ThenItIsCutBetweenCharacters(string text, int max, string expected) => Truncation.Of(text, max).ShouldBe(expected);

    [Fact]
    public void Of_WhenAHalfOfAPairIsAlone_ThenItIsACharacterLikeAnother() => Truncation.Of("ab\ud83dcd", 3).ShouldBe("ab\ud83d…");
}
