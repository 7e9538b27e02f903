using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Wait
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until what was found is as it should be, and answers it.</summary>
    public static async Task<T> ForAsync<T>(
        Func<Task<T>> look, Func<T, bool> condition, int seconds = 30, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            T found = await look();
            if (condition(found))
            {
                return found;
            }

            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(seconds), $"not within {seconds} s: {text}; found last:\n{found}");
            await Task.Delay(Step);
        }
    }
}
