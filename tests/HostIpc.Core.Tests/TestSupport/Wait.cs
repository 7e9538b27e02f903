namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Wait
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    public static async Task<T> ForAsync<T>(Func<T?> find)
        where T : class
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            if (find() is { } found)
            {
                return found;
            }

            await Task.Delay(Step, bound.Token);
        }
    }

    public static Task UntilAsync(Func<bool> condition) => ForAsync(() => condition() ? string.Empty : null);
}
