using System.Globalization;

namespace HostIpc.Execution.Linux;

/// <summary>What /proc/PID/stat tells of a process (proc_pid_stat(5)): the fields that are used.</summary>
internal readonly record struct ProcessStatus(int Id, char State, int Group, int Session)
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
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        status = new ProcessStatus(
            id, fields[0][0], int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture));
        return true;
    }
}
