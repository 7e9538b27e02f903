using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Configuration.Startup;

/// <summary>
/// Takes back what whoever starts the server may leave to it: blocked signals, with which it does not stop, and an ignored SIGCHLD, with which the kernel keeps no exit status. Commands get none of it.
/// </summary>
internal static class InheritedSignals
{
    // What an interactive shell and nohup(1) have ignored on purpose is not among them.
    private static readonly int[] Needed = [Signals.Child, Signals.Terminate];

    // Each would end the server: a log that meets a limit (ulimit -f), and what scripts that rotate logs send to daemons by habit.
    private static readonly int[] Ignored = [Signals.FileSize, Signals.User1, Signals.User2];

    /// <summary>To be called before the runtime deals with signals.</summary>
    public static unsafe void Reset()
    {
        ulong ignored = ReadIgnored();
        foreach (int number in Needed.Where(number => (ignored >> (number - 1) & 1) != 0))
        {
            _ = Libc.Signal(number, Libc.DefaultDisposition);
        }

        foreach (int number in Ignored)
        {
            _ = Libc.Signal(number, Libc.IgnoreDisposition);
        }

        SignalSet all;
        _ = Libc.SigFillSet(&all);
        _ = Libc.ThreadSigMask(Libc.Unblock, &all, null);
    }

    private static ulong ReadIgnored()
    {
        const string name = "SigIgn:";
        try
        {
            string? line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return ulong.TryParse(line.AsSpan(Math.Min(name.Length, line?.Length ?? 0)).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong signals) ? signals : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
