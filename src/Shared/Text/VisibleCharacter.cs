using System.Globalization;
using System.Text;

namespace HostIpc.Text;

/// <summary>Which characters a person sees as what they are. All others are shown escaped, so that no text can look like another one.</summary>
internal static class VisibleCharacter
{
    /// <summary>
    /// False for what is a control, format, private or unassigned character, a line or paragraph separator, a blank that is not a plain one, or is ignored by default
    /// (Unicode's Default_Ignorable_Code_Point): characters that turn the direction of text, join, tag, select a variant, or show nothing.
    /// </summary>
    public static bool IsVisible(Rune rune) => rune.Value is >= 0x20 and < 0x7f || (rune.Value > 0xa0 && !IsIgnorable(rune.Value) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator));

    // Those that are default-ignorable, or blank, in another category than the ones above.
    private static bool IsIgnorable(int value) => value is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) or 0x2800 or 0x3164
        or (>= 0xfe00 and <= 0xfe0f) or 0xffa0 or (>= 0xe0000 and <= 0xe0fff);
}
