using System.Diagnostics;
using System.Globalization;
using System.Text;
using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>
/// A process that this server started and has not yet reaped. Until it is reaped its number is its own, so signals to it, to
/// its process group and to its session cannot reach a stranger.
/// </summary>
internal sealed class ChildProcess(CommandPipes pipes)
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

    /// <summary>Signals everything in its session: its process group at once, then what else is there. Nothing happens once it was reaped.</summary>
    public void SignalSession(int signal)
    {
        SignalGroup(signal);
        _ = SignalOthers(Stopwatch.GetTimestamp(), signal);
    }

    /// <summary>Signals what is in its session and not in its process group, as <see cref="SignalSession"/> does.</summary>
    /// <param name="since">What was there after this time, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="signals">What it gets.</param>
    public bool SignalOthers(long since, params ReadOnlySpan<int> signals)
    {
        lock (_reaping)
        {
            return !_reaped && Id > 0 && Session.SignalOthers(Id, since, signals);
        }
    }

    /// <summary>Signals its process group, as a terminal would. Nothing happens once it was reaped.</summary>
    public void SignalGroup(int signal)
    {
        lock (_reaping)
        {
            if (!_reaped && Id > 0)
            {
                _ = Libc.Kill(-Id, Resolve(Id, signal));
            }
        }
    }

    /// <summary>Whether its session, once it has exited itself, holds a process that is not a zombie. True also where that cannot be known.</summary>
    /// <param name="since">What was there after this time, by <see cref="Stopwatch.GetTimestamp"/>, and after its exit.</param>
    public bool HasOthersSince(long since) => Session.FindOthers(Id, Math.Max(since, ExitedAt)) is not { Count: 0 };

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

    // The kernel stops no process by SIGTSTP whose group is orphaned, and a command's is: it has a session of its own. SIGSTOP stops it, unless it catches or ignores SIGTSTP itself.
    private static int Resolve(int leader, int signal) => signal == Signals.TerminalStop && !Handles(leader, signal) ? Signals.Stop : signal;

    private static bool Handles(int process, int signal)
    {
        byte[]? status = ProcFile.TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"), LongestStatus);
        return status is not null && ((ReadMask(status, "SigIgn:"u8) | ReadMask(status, "SigCgt:"u8)) >> (signal - 1) & 1) != 0;
    }

    // "SigCgt:\t0000000000004002", see proc_pid_status(5).
    private static ulong ReadMask(ReadOnlySpan<byte> status, ReadOnlySpan<byte> name)
    {
        int start = status.IndexOf(name);
        if (start < 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = status[(start + name.Length)..];
        int end = rest.IndexOf((byte)'\n');
        string digits = Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]).Trim();
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong mask) ? mask : 0;
    }
}
