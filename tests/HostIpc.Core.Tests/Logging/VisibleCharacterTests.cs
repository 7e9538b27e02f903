using System.Text;
using HostIpc.Text;

namespace HostIpc.Logging;

public sealed class VisibleCharacterTests
{
    // The ranges whose characters show nothing, though their category does not say so.
    private static readonly (int First, int Last)[] Ignorable =
    [
        (0x034f, 0x034f), (0x115f, 0x1160), (0x17b4, 0x17b5), (0x180b, 0x180f), (0x2800, 0x2800), (0x3164, 0x3164), (0xfe00, 0xfe0f), (0xffa0, 0xffa0), (0xe0000, 0xe0fff),
    ];

    [Fact]
    public void IsVisible_WhenACharacterShowsNothing_ThenItIsNot()
    {
        foreach ((int first, int last) in Ignorable)
        {
            for (int value = first; value <= last; value++)
            {
                LogText.IsVisible(new Rune(value)).ShouldBeFalse($"U+{value:x4}");
            }
        }
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x7e)]
    [InlineData(0xa1)]
    [InlineData(0x034e)]
    [InlineData(0x0350)]
    [InlineData(0x115e)]
    [InlineData(0x1161)]
    [InlineData(0x17b3)]
    [InlineData(0x17b6)]
    [InlineData(0x180a)]
    [InlineData(0x1810)]
    [InlineData(0x27ff)]
    [InlineData(0x2801)]
    [InlineData(0x3163)]
    [InlineData(0x3165)]
    [InlineData(0xfdff)]
    [InlineData(0xfe10)]
    [InlineData(0xff9f)]
    [InlineData(0xffa1)]
    [InlineData(0x1f600)]
    public void IsVisible_WhenACharacterIsBesideThose_ThenItIs(int value) => LogText.IsVisible(new Rune(value)).ShouldBeTrue();

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x1f)]
    [InlineData(0x7f)]
    [InlineData(0x80)]
    [InlineData(0x9f)]
    [InlineData(0xa0)]
    [InlineData(0xad)]
    [InlineData(0x0378)]
    [InlineData(0x1680)]
    [InlineData(0x2000)]
    [InlineData(0x200b)]
    [InlineData(0x2028)]
    [InlineData(0x2029)]
    [InlineData(0x202e)]
    [InlineData(0xe000)]
    [InlineData(0xfeff)]
    [InlineData(0x10ffff)]
    public void IsVisible_WhenItsCategoryIsNotOfVisibleCharacters_ThenItIsNot(int value) => LogText.IsVisible(new Rune(value)).ShouldBeFalse();
}
