using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace HostIpc.Client;

internal static class Eventually
{
    /// <summary>Waits until it is so, and says what was not when it takes too long.</summary>
    public static async Task BecomesTrue(Func<bool> condition, int seconds = 20, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(seconds))
            {
                throw new ShouldAssertException($"not within {seconds} s: {text}");
            }

            await Task.Delay(2);
        }
    }

    /// <summary>Fails where it does not end in time.</summary>
    public static Task<T> Ends<T>(Task<T> task, int seconds = 20) => task.WaitAsync(TimeSpan.FromSeconds(seconds));

    public static Task Ends(Task task, int seconds = 20) => task.WaitAsync(TimeSpan.FromSeconds(seconds));
}
