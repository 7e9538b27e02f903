using System.Diagnostics;
using System.Globalization;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

// Signals to the process, its group and its session.
internal sealed partial class ChildProcess
{
    /// <summary>Signals everything in its session: its process group at once, then what else is there. Nothing happens once it was reaped.</summary>
    public void SignalSession(int signal)
    {
        SignalGroup(signal);
        _ = SignalOthers(Stopwatch.GetTimestamp(), signal);
    }

    /// <summary>Signals what is in its session and not in its process group, as <see cref="SignalSession"/> does.</summary>
    /// <param name="since">What was there after this time, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="signals">What it gets.</param>
    public bool SignalOthers(long since, params ReadOnlySpan<int> signals)
    {
        lock (_reaping)
        {
            return !_reaped && Id > 0 && Session.SignalOthers(Id, since, signals);
        }
    }

    /// <summary>Signals its process group, as a terminal would. Nothing happens once it was reaped.</summary>
    public void SignalGroup(int signal)
    {
        lock (_reaping)
        {
            if (!_reaped && Id > 0)
            {
                _ = Libc.Kill(-Id, Resolve(Id, signal));
            }
        }
    }

    /// <summary>Whether its session, once it has exited itself, holds a process that is not a zombie. True also where that cannot be known.</summary>
    /// <param name="since">What was there after this time, by <see cref="Stopwatch.GetTimestamp"/>, and after its exit.</param>
    public bool HasOthersSince(long since) => Session.FindOthers(Id, Math.Max(since, ExitedAt)) is not { Count: 0 };

    // The kernel stops no process by SIGTSTP whose group is orphaned, and a command's is: it has a session of its own. SIGSTOP stops it, unless it catches or ignores SIGTSTP itself.
    private static int Resolve(int leader, int signal) => signal == Signals.TerminalStop && !Handles(leader, signal) ? Signals.Stop : signal;

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
