using System.Diagnostics;
using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>
/// A process that this server started and has not yet reaped. Until it is reaped its number is its own, so signals to it, to
/// its process group and to its session cannot reach a stranger.
/// </summary>
internal sealed partial class ChildProcess(CommandPipes pipes)
{
    private const int NoHang = 1; // WNOHANG
    private const int MomentMilliseconds = 2;
    private const int LongestStatus = 16 * 1024;

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _reaping = new();
    private bool _reaped;

    /// <summary>Completes when it has been started or could not be.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes when it has exited and waits to be reaped, or could not be started.</summary>
    public Task Exited => _exited.Task;

    public int Id { get; private set; }

    /// <summary>Whether it is the program of a line that needed no shell.</summary>
    public bool IsDirect { get; private set; }

    /// <summary>When its exit was noticed, by <see cref="Stopwatch.GetTimestamp"/>; valid once it has exited.</summary>
    public long ExitedAt { get; private set; }

    /// <summary>Why it could not be started; <see cref="Errno.None"/> where it was.</summary>
    public Errno Error { get; private set; }

    /// <summary>What <see cref="Error"/> is about.</summary>
    public SpawnStep FailedStep { get; private set; }

    /// <summary>It runs. May be told more than once.</summary>
    public void SetStarted(int id, bool isDirect)
    {
        Id = id;
        IsDirect = isDirect;
        pipes.CloseCommandEnds();
        _started.TrySetResult();
    }

    public void SetFailed(Errno error, SpawnStep failedStep = SpawnStep.Program)
    {
        Error = error;
        FailedStep = failedStep;
        pipes.CloseCommandEnds();
        _started.TrySetResult();
        _exited.TrySetResult();
    }

    /// <summary>Waits for so short a time that a thread may be blocked for it. Whether it has exited, which is then known; it is not reaped.</summary>
    public unsafe bool ExitsInAMoment()
    {
        int descriptor = DescriptorReserve.OpenProcess(Id);
        if (descriptor < 0)
        {
            // None to spare, say: who waits for many tries again.
            return false;
        }

        var exit = new PollDescriptor { Descriptor = descriptor, Requested = PollDescriptor.Readable };
        bool hasExited = Libc.Poll(&exit, 1, MomentMilliseconds) > 0;
        _ = Libc.Close(descriptor);
        if (hasExited)
        {
            SetExited();
        }

        return hasExited;
    }

    public void SetExited()
    {
        ExitedAt = Stopwatch.GetTimestamp();
        _exited.TrySetResult();
    }

    /// <summary>Takes its exit status and usage off the kernel. Call once it has exited.</summary>
    public unsafe bool TryReap(out int status, out ResourceUsage usage)
    {
        int found = 0;
        ResourceUsage used = default;
        lock (_reaping)
        {
            _reaped = true;
            int process;
            while ((process = Libc.Wait4(Id, &found, NoHang, &used)) < 0 && LastError.Number == Errno.Interrupted)
            {
            }

            status = found;
            usage = used;
            return process == Id;
        }
    }
}
