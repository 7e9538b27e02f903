using System.Diagnostics;
using HostIpc.Text;

namespace HostIpc.Core.Tests.Policy;

public sealed class WildcardPatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b:c", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("*a*", "bab", true)]
    [InlineData("a?c", "abc", false)]
    [InlineData("[a]", "a", false)]
    [InlineData("a", "A", false)]
    public void Pattern_WhenHeldAgainstAText_ThenOnlyStarsStandForOthers(string pattern, string text, bool expected) => WildcardPattern.IsMatch(pattern, text).ShouldBe(expected);

    [Fact]
    public void Pattern_WhenItHasManyStars_ThenItIsStillQuick()
    {
        long began = Stopwatch.GetTimestamp();
        WildcardPattern.IsMatch(string.Concat(Enumerable.Repeat("*a", 200)) + "b", new string('a', 20000)).ShouldBeFalse();
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }
}
