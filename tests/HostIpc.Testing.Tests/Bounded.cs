namespace HostIpc.Testing;

/// <summary>Nothing in these tests waits for ever.</summary>
internal static class Bounded
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Bound);

    public static Task Within(this Task task) => task.WaitAsync(Bound);
}
