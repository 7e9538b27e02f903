namespace HostIpc.Logging;

internal static class LineScan
{
    /// <summary>Where the text goes on after that many lines; its end where it has fewer. Takes those found off the number.</summary>
    public static int Skip(ReadOnlySpan<byte> text, ref long lines)
    {
        int count = text.Count((byte)'\n');
        if (count < lines)
        {
            lines -= count;
            return text.Length;
        }

        int position = 0;
        for (; lines > 0; lines--)
        {
            position += text[position..].IndexOf((byte)'\n') + 1;
        }

        return position;
    }
}
