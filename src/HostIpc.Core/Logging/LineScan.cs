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

    /// <summary>How much of the text fits: as many whole lines as are no more lines and bytes than that.</summary>
    public static int Fit(ReadOnlySpan<byte> text, long lines, long bytes)
    {
        long left = Math.Max(0, lines);
        int length = Skip(text, ref left);
        return length <= bytes ? length : text[..(int)Math.Max(0, bytes)].LastIndexOf((byte)'\n') + 1;
    }
}
