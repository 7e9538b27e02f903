using System.Diagnostics;

namespace HostIpc.Fuzz.Tests;

internal static class Eventually
{
    /// <summary>Waits until it is so, and says what was found where it takes too long.</summary>
    public static async Task BecomesTrueAsync(Func<bool> condition, Func<string> found)
    {
        for (long began = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(20))
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10), found());
        }
    }
}
