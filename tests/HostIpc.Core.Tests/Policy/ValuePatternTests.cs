using HostIpc.Policy;

namespace HostIpc.Core.Tests.Policy;

/// <summary>A pattern is for the whole of a value, also where no other check looks at it.</summary>
public sealed class ValuePatternTests
{
    [Theory]
    [InlineData("[a-z]+", "shop", true)]
    [InlineData("[a-z]+", "shop\n", false)]
    [InlineData("[a-z]+", "\nshop", false)]
    [InlineData("[a-z]+", "shop\nreboot", false)]
    [InlineData("[a-z]+$", "shop\n", false)]
    [InlineData("(?m)^[a-z]+$", "shop\n", false)]
    [InlineData("(?m)^[a-z]+$", "1\nshop", false)]
    [InlineData("a|b", "a", true)]
    [InlineData("a|b", "ab", false)]
    [InlineData("a|b", "xb", false)]
    [InlineData("", "", true)]
    public void IsMatch_WhenThePatternIsForAPart_ThenTheWholeValueDecides(string pattern, string value, bool expected) =>
        new ValuePattern(pattern).IsMatch(value).ShouldBe(expected);

    [Theory]
    [InlineData("a)|(b")]
    [InlineData("(?=a)")]
    [InlineData("(a)\\1")]
    [InlineData("[")]
    public void FindFault_WhenItCannotBeAnchoredOrRunWithoutBacktracking_ThenItSaysSo(string pattern) =>
        ValuePattern.FindFault(pattern).ShouldNotBeNull().ShouldStartWith($"is \"{pattern}\"; ");

    [Theory]
    [InlineData(0)]
    [InlineData(ValuePattern.MaxLength + 1)]
    public void FindFault_WhenItsLengthIsOutOfRange_ThenItSaysTheRange(int length) =>
        ValuePattern.FindFault(new string('a', length)).ShouldBe($"has {length} characters; 1 to 1024 are wanted");

    [Fact]
    public void FindFault_WhenThePatternHasALineFeed_ThenTheReasonIsOneLine()
    {
        string fault = ValuePattern.FindFault("a(\nb").ShouldNotBeNull();
        fault[(fault.IndexOf("is wanted: ", StringComparison.Ordinal) + 11)..].ShouldContain("'a( b'");
    }
}
