using System.Globalization;

namespace HostIpc.Interop;

/// <summary>What /proc/PID/stat tells of a process (proc_pid_stat(5)): the fields that are used.</summary>
internal readonly record struct ProcessStatus(int Id, string Name, char State, int Parent, int Group, int Session)
{
    public static bool TryRead(int id, out ProcessStatus status)
    {
        status = default;
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it has gone
        }

        // "812 (name) S 1 812 812 …": the name may hold anything, blanks and parentheses too.
        int end = text.LastIndexOf(')');
        string[] fields = text[(end + 2)..].Split(' ');
        status = new ProcessStatus(
            id, text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..end], fields[0][0], Number(fields[1]), Number(fields[2]), Number(fields[3]));
        return true;
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
