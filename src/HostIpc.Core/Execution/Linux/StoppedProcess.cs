using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>A process that may be stopped (SIGSTOP, SIGTSTP).</summary>
/// <param name="child">The process.</param>
/// <param name="ending">Cancelled when it has been stopped for too long.</param>
internal sealed class StoppedProcess(ChildProcess child, CancellationTokenSource ending)
{
    private long? _since;

    /// <summary>Whether it was found to be stopped for too long.</summary>
    public bool IsTooLong { get; private set; }

    public void Look(TimeSpan max, TimeProvider time)
    {
        if (!child.Started.IsCompleted || child.Exited.IsCompleted || !ProcessStatus.TryRead(child.Id, out ProcessStatus status) || status.State != 'T')
        {
            _since = null;
            return;
        }

        _since ??= time.GetTimestamp();
        if (!IsTooLong && time.GetElapsedTime(_since.Value) >= max)
        {
            IsTooLong = true;
            _ = ending.CancelAsync();
        }
    }
}
