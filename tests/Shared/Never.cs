using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace HostIpc;

/// <summary>Asserts that something does not happen, where no later event can prove it. Prefer a later event: the answer to a second request, the end of the stream.</summary>
internal static class Never
{
    /// <summary>Looks for the whole time, and fails as soon as the condition is true.</summary>
    /// <param name="time">How long it is looked for. A test that passes takes all of it, so it is to be short.</param>
    /// <param name="condition">What must not become true.</param>
    /// <param name="reason">Why no event can prove it.</param>
    /// <param name="text">The condition's text, for the message.</param>
    public static Task Within(TimeSpan time, Func<bool> condition, string reason, [CallerArgumentExpression(nameof(condition))] string? text = null) =>
        Within(time, () => Task.FromResult(condition()), reason, text);

    /// <inheritdoc cref="Within(TimeSpan, Func{bool}, string, string?)"/>
    public static async Task Within(TimeSpan time, Func<Task<bool>> condition, string reason, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        long start = Stopwatch.GetTimestamp();
        do
        {
            if (await condition())
            {
                throw new Shouldly.ShouldAssertException($"after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms: {text}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
        while (Stopwatch.GetElapsedTime(start) < time);
    }
}
