using System.Globalization;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>
/// SIGTSTP for a command. The kernel stops no process by it whose group is orphaned, and a command's is: it has a session of its own. SIGSTOP stops it, unless it catches or
/// ignores SIGTSTP itself.
/// </summary>
internal static class TerminalStop
{
    private const int LongestStatus = 16 * 1024;

    /// <summary>The signal to send in place of another.</summary>
    /// <param name="leader">The leader of the command's process group.</param>
    /// <param name="signal">What is to be sent.</param>
    public static int Resolve(int leader, int signal) => signal == Signals.TerminalStop && !Handles(leader, signal) ? Signals.Stop : signal;

    private static bool Handles(int process, int signal)
    {
        byte[]? status = ProcFile.TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"), LongestStatus);
        return status is not null && ((ReadMask(status, "SigIgn:"u8) | ReadMask(status, "SigCgt:"u8)) >> (signal - 1) & 1) != 0;
    }

    // "SigCgt:\t0000000000004002", see proc_pid_status(5).
    private static ulong ReadMask(ReadOnlySpan<byte> status, ReadOnlySpan<byte> name)
    {
        int start = status.IndexOf(name);
        if (start < 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = status[(start + name.Length)..];
        int end = rest.IndexOf((byte)'\n');
        string digits = Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]).Trim();
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong mask) ? mask : 0;
    }
}
