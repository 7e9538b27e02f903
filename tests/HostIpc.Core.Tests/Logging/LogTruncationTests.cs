using System.Text;
using HostIpc.Text;

namespace HostIpc.Logging;

public sealed class LogTruncationTests
{
    [Theory]
    [InlineData("", 3, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("abü", 4, "abü")]
    [InlineData("abü", 3, "ab")]
    [InlineData("a€", 3, "a")]
    [InlineData("a€", 2, "a")]
    [InlineData("a😀", 4, "a")]
    [InlineData("a😀", 3, "a")]
    [InlineData("a😀", 2, "a")]
    [InlineData("a😀b", 5, "a😀")]
    public void Of_WhenATextIsLongerThanMayBe_ThenItIsCutBeforeACharacter(string text, int max, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Encoding.UTF8.GetString(LogTruncation.Of(bytes, out bool isCut, max)).ShouldBe(expected);
        isCut.ShouldBe(bytes.Length > max);
    }

    [Fact]
    public void Of_WhenItHoldsNothingButContinuations_ThenThreeAtMostAreLeftOut()
    {
        byte[] bytes = Enumerable.Repeat((byte)0x80, 20).ToArray();
        LogTruncation.Of(bytes, out bool isCut, 10).Length.ShouldBe(7);
        isCut.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("", 2048, 0)]
    [InlineData("", 2049, 1)]
    [InlineData("", 5000, 2952)]
    [InlineData("😀", 2046, 0)]
    [InlineData("😀", 2047, 2)]
    [InlineData("😀", 2048, 2)]
    [InlineData("\n", 2048, 1)]
    public void Start_WhenAMessageIsLongerThanMayBe_ThenTheRestIsCountedAndNoCharacterIsHalved(string end, int before, int expectedRest)
    {
        string message = new string('a', before) + end;
        string start = LogTruncation.Start(message, out int rest);
        rest.ShouldBe(expectedRest);
        start.ShouldBe(message[..^expectedRest]);
    }

    [Fact]
    public void AppendRest_WhenSomethingIsMissing_ThenItSaysHowMuch()
    {
        var buffer = new LogBuffer();
        LogTruncation.AppendRest(buffer, 61440);
        Encoding.UTF8.GetString(buffer.Written).ShouldBe("…(+61440)");
    }
}
