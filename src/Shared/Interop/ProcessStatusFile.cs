using System.Globalization;

namespace HostIpc.Interop;

/// <summary>The lines of <c>/proc/PID/status</c> (proc_pid_status(5)), for what is asked once.</summary>
internal sealed class ProcessStatusFile(IEnumerable<string> lines)
{
    private readonly Dictionary<string, string> _values = lines.Select(static line => line.Split(":\t", 2)).Where(static parts => parts.Length == 2).ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);

    /// <summary>Reads that of a process; null where it cannot be looked at.</summary>
    /// <param name="process">The number, or <c>self</c>.</param>
    public static ProcessStatusFile? TryRead(string process)
    {
        try
        {
            return new ProcessStatusFile(File.ReadLines($"/proc/{process}/status"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The bits of a line that is a mask in hexadecimal: signals, capabilities; null where there is none of that name.</summary>
    public ulong? FindMask(string name) =>
        _values.TryGetValue(name, out string? text) && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong mask) ? mask : null;

    /// <summary>Whether a line is there and not 0.</summary>
    public bool IsSet(string name) => _values.GetValueOrDefault(name, "0") != "0";
}
