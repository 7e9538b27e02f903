using System.Globalization;

namespace HostIpc.Fuzz.Tests;

/// <summary>How much is tried, and which: a case is known by its number alone.</summary>
internal static class FuzzSettings
{
    /// <summary>How many cases. By default the short form; <c>eng/fuzz</c> asks for more.</summary>
    public static int Cases { get; } = (int)Read("HOSTIPC_FUZZ_CASES", 20_000);

    /// <summary>The number of the first case. A failure names its own, so with one case it is that one again.</summary>
    public static long Seed { get; } = Read("HOSTIPC_FUZZ_SEED", 1);

    private static long Read(string name, long defaultValue) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : defaultValue;
}
