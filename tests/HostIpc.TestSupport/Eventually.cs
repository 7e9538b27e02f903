using System.Diagnostics;
using System.Runtime.CompilerServices;
using Shouldly;

namespace HostIpc.TestSupport;

public static class Eventually
{
    /// <summary>Waits until it is so, and says what was not when it takes too long. Returns how long it took.</summary>
    public static async Task<TimeSpan> BecomesTrue(
        Func<bool> condition, int seconds = 20, Func<string>? found = null, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(seconds))
            {
                throw new ShouldAssertException($"not within {seconds} s: {text}; found {found?.Invoke()}");
            }

            await Task.Delay(2);
        }

        return watch.Elapsed;
    }
}
