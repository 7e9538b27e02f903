using HostIpc.Requests;

namespace HostIpc.Core.Tests.Requests;

public sealed class CommandNameTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("AZaz09._-", true)]
    [InlineData("-", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("é", false)]
    [InlineData("a\0", false)]
    public void IsValid_WhenANameHasTheseCharacters_ThenOnlyLettersDigitsDotsUnderscoresAndHyphensAreTaken(string name, bool expected) => CommandName.IsValid(name).ShouldBe(expected);

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsValid_WhenANameIsLong_ThenTheBoundIs64(int length, bool expected) => CommandName.IsValid(new string('a', length)).ShouldBe(expected);
}
