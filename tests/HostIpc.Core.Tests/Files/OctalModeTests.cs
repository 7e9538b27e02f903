using HostIpc.Files;

namespace HostIpc.Core.Tests.Files;

public sealed class OctalModeTests
{
    [Theory]
    [InlineData("0600", 384)]
    [InlineData("600", 384)]
    [InlineData("000", 0)]
    [InlineData("0777", 511)]
    [InlineData("077", 63)]
    public void TryParse_WhenItIsAMode_ThenItIsThat(string text, int expected)
    {
        OctalMode.TryParse(text, out UnixFileMode mode).ShouldBeTrue();
        ((int)mode).ShouldBe(expected);
        OctalMode.Format(mode).ShouldBe(text.PadLeft(4, '0'));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("77")]
    [InlineData("00777")]
    [InlineData("1000")]
    [InlineData("7777")]
    [InlineData("0778")]
    [InlineData("08")]
    [InlineData("/00")]
    [InlineData("0 0")]
    [InlineData("0x1")]
    [InlineData("-600")]
    [InlineData("u+r")]
    public void TryParse_WhenItIsNone_ThenItIsFalseAndNoBitIsSet(string? text)
    {
        OctalMode.TryParse(text, out UnixFileMode mode).ShouldBeFalse();
        mode.ShouldBe(UnixFileMode.None);
    }
}
