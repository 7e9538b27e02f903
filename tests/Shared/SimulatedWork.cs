namespace HostIpc;

/// <summary>The time that a double takes: a handler that is slow, a directory that answers late. No test waits by it.</summary>
internal static class SimulatedWork
{
    public static Task Takes(int milliseconds, CancellationToken cancellationToken) => Task.Delay(milliseconds, cancellationToken);
}
