using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>
/// Sees to it that the start of a process as another user ends. The child is that user's already before its exec, and the user may stop it with SIGSTOP, which
/// cannot be blocked; the thread that spawns waits for the exec.
/// </summary>
internal static class StalledSpawn
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Kills what was stopped, until the process was started or could not be. Where all threads hang, another is started.</summary>
    public static async Task WatchAsync(ChildProcess child, TimeProvider time, ProcessSpawner? spawner = null)
    {
        long done = spawner?.RunAsDone ?? 0;
        while (!child.Started.IsCompleted)
        {
            await child.Started.WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!child.Started.IsCompleted)
            {
                KillStopped();
                spawner?.RelieveRunAs(done);
                done = spawner?.RunAsDone ?? 0;
            }
        }
    }

    private static void KillStopped()
    {
        // Where it cannot be read, for want of a descriptor, say, it is looked at again.
        foreach (int id in ProcessNumbers.Read())
        {
            if (IsStopped(id))
            {
                Kill(id);
            }
        }
    }

    // Another process could take over the number between the look and the signal; not once a pidfd holds it.
    private static void Kill(int id)
    {
        using var descriptor = new FileDescriptor(DescriptorReserve.OpenProcess(id));
        if (!descriptor.IsInvalid && IsStopped(id))
        {
            _ = Libc.PidfdSendSignal(descriptor.Number, Signals.Kill);
        }
    }

    // What has had its exec is named after its program.
    private static bool IsStopped(int id) => ProcessStatus.TryRead(id, out ProcessStatus status)
        && status is { State: 'T', Name: SpawnThread.Name } && status.Parent == Environment.ProcessId;
}
