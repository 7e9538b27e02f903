using System.Diagnostics;

namespace HostIpc;

internal static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a condition that something outside of this process brings about.</summary>
    public static void Be(Func<bool> condition, string name)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Bound)
            {
                throw new TimeoutException($"After {Bound} still not: {name}");
            }

            Thread.Sleep(1);
        }
    }
}
