namespace HostIpc;

/// <summary>The time that a double takes, or leaves between two deeds: a handler that is slow, an engine that answers late, an attacker, a client's pace. No test waits for anything by it.</summary>
internal static class SimulatedWork
{
    public static Task Takes(int milliseconds, CancellationToken cancellationToken) => Task.Delay(milliseconds, cancellationToken);

    public static void TakesBlocking(int milliseconds) => Thread.Sleep(milliseconds);
}
