namespace HostIpc.Files;

/// <summary>File modes as octal text, "0600" or "600". As an enumeration they would be read as decimal numbers.</summary>
internal static class OctalMode
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Expected = "an octal mode from 0000 to 0777";

    private const int AllModes = 0x1ff; // 0777

    /// <summary>Reads a mode.</summary>
    /// <returns>False if the text is not 3 or 4 octal digits up to 0777.</returns>
    public static bool TryParse(string? text, out UnixFileMode mode)
    {
        mode = UnixFileMode.None;
        if (text is not { Length: 3 or 4 } || !text.All(digit => digit is >= '0' and <= '7') || Convert.ToInt32(text, 8) > AllModes)
        {
            return false;
        }

        mode = (UnixFileMode)Convert.ToInt32(text, 8);
        return true;
    }

    /// <summary>A mode as text with four digits.</summary>
    public static string Format(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
