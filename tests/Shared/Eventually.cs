using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace HostIpc;

/// <summary>Waits for a condition, with a bound. Beside <see cref="Never"/>, no test waits for a time in any other way.</summary>
internal static class Eventually
{
    private const int DefaultSeconds = 30;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until the condition is true. Returns how long that took.</summary>
    /// <param name="condition">What is to become true.</param>
    /// <param name="seconds">The bound.</param>
    /// <param name="found">What there is in its place, for the message.</param>
    /// <param name="text">The condition's text, for the message.</param>
    public static async Task<TimeSpan> BecomesTrue(
        Func<bool> condition, int seconds = DefaultSeconds, Func<string>? found = null, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            FailAfter(start, seconds, text, found?.Invoke());
            await Task.Delay(ShortestPause);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Waits until the condition is true, and blocks the thread meanwhile.</summary>
    public static void BecomesTrueBlocking(Func<bool> condition, string? name = null, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            FailAfter(start, DefaultSeconds, name ?? text, null);
            Thread.Sleep(ShortestPause);
        }
    }

    /// <summary>Waits until something is found, and returns it.</summary>
    public static async Task<T> Finds<T>(Func<T?> find, int seconds = DefaultSeconds, [CallerArgumentExpression(nameof(find))] string? text = null)
        where T : class
    {
        T? found = null;
        await BecomesTrue(() => (found = find()) is not null, seconds, text: text);
        return found!;
    }

    /// <summary>Looks until what it finds is as expected, and returns that. Where a look takes long, the pauses between them do too.</summary>
    public static async Task<T> Finds<T>(
        Func<Task<T>> look, Func<T, bool> condition, int seconds = DefaultSeconds, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            long began = Stopwatch.GetTimestamp();
            T found = await look();
            if (condition(found))
            {
                return found;
            }

            FailAfter(start, seconds, text, $"{found}");
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            await Task.Delay(took < ShortestPause ? ShortestPause : took < LongestPause ? took : LongestPause);
        }
    }

    /// <summary>Waits for the end of a task.</summary>
    public static Task<T> Ends<T>(Task<T> task, int seconds = DefaultSeconds) => task.WaitAsync(TimeSpan.FromSeconds(seconds));

    /// <inheritdoc cref="Ends{T}"/>
    public static Task Ends(Task task, int seconds = DefaultSeconds) => task.WaitAsync(TimeSpan.FromSeconds(seconds));

    private static void FailAfter(long start, int seconds, string? text, string? found)
    {
        if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(seconds))
        {
            throw new Shouldly.ShouldAssertException($"not within {seconds} s: {text}; found {found}");
        }
    }
}
