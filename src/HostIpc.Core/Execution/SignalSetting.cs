using HostIpc.Interop;

namespace HostIpc.Execution;

/// <summary>Which signals a client may send to a command, one bit for each: signal 1 is the lowest.</summary>
internal static class SignalSetting
{
    /// <summary>HUP, INT, QUIT, TERM, USR1, USR2, ALRM, WINCH, CONT and TSTP: what a program may get from its terminal and its user, and can catch.</summary>
    public static readonly ulong Default = Bit(Signals.HangUp) | Bit(Signals.Interrupt) | Bit(Signals.Quit) | Bit(Signals.Terminate) | Bit(Signals.User1) | Bit(Signals.User2)
        | Bit(Signals.Alarm) | Bit(Signals.WindowChange) | Bit(Signals.Continue) | Bit(Signals.TerminalStop);

    /// <summary>Those that are named; the default ones where none is.</summary>
    public static ulong Of(IEnumerable<string> names)
    {
        ulong signals = 0;
        foreach (string name in names)
        {
            signals |= SignalNames.Find(name) is { } number ? Bit(number) : 0;
        }

        return signals == 0 ? Default : signals;
    }

    public static bool Has(ulong signals, int number) => (signals & Bit(number)) != 0;

    private static ulong Bit(int number) => 1UL << (number - 1);
}
