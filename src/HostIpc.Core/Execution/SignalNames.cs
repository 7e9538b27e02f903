using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Execution;

/// <summary>The names of signals, as kill(1) knows them, with their numbers (signal(7)).</summary>
internal static class SignalNames
{
    private const string Prefix = "SIG";

    // By number, from 1.
    private static readonly string[] Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The number of a name, with or without <c>SIG</c>, in any case, or of a number from 1 to 64; null for anything else.</summary>
    public static int? Find(string name)
    {
        string bare = name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? name[Prefix.Length..] : name;
        int index = Array.FindIndex(Names, known => known.Equals(bare, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index + 1
            : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= Signals.Last ? number
            : null;
    }

    /// <summary>The name of a number, without <c>SIG</c>; the number where it has none.</summary>
    public static string Of(int number) => number >= 1 && number <= Names.Length ? Names[number - 1] : number.ToString(CultureInfo.InvariantCulture);
}
