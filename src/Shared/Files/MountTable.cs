using System.Globalization;

namespace HostIpc.Files;

/// <summary>What is mounted where, as this process sees it (proc_pid_mountinfo(5)).</summary>
internal sealed class MountTable
{
    private readonly List<MountEntry> _entries;

    private MountTable(List<MountEntry> entries) => _entries = entries;

    /// <summary>Reads it; empty where it cannot be read.</summary>
    public static MountTable Read()
    {
        try
        {
            return Parse(File.ReadLines("/proc/self/mountinfo"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MountTable([]);
        }
    }

    public static MountTable Parse(IEnumerable<string> lines) => new([.. lines.Select(ParseLine).OfType<MountEntry>()]);

    /// <summary>The mount that a path lies on; null if it is not known. Of two at one place the later one hides the other.</summary>
    public MountEntry? Find(string path) => _entries.Where(entry => Contains(entry.Point, path)).MaxBy(entry => (entry.Point.Length, _entries.IndexOf(entry)));

    public bool IsMountPoint(string path) => _entries.Exists(entry => entry.Point == path);

    private static bool Contains(string point, string path) =>
        point == "/" || path == point || (path.StartsWith(point, StringComparison.Ordinal) && path[point.Length] == '/');

    // 36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw
    private static MountEntry? ParseLine(string line)
    {
        string[] words = line.Split(' ');
        int dash = Array.IndexOf(words, "-");
        return dash < 6 || dash + 1 >= words.Length ? null
            : new MountEntry(Unescape(words[3]), Unescape(words[4]), words[dash + 1], words[5].Split(',').Contains("ro") || words[^1].Split(',').Contains("ro"));
    }

    // Blanks, tabs, line feeds and backslashes are written as three octal digits.
    private static string Unescape(string text)
    {
        for (int at = text.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 3 < text.Length; at = text.IndexOf('\\', at + 1))
        {
            text = string.Create(CultureInfo.InvariantCulture, $"{text[..at]}{(char)Convert.ToInt32(text[(at + 1)..(at + 4)], 8)}{text[(at + 4)..]}");
        }

        return text;
    }
}
