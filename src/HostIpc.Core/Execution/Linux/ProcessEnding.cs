using System.Diagnostics;
using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>Ends commands: SIGTERM to the process group and the rest of the session, after the grace SIGKILL. Kills what is stopped before it has begun.</summary>
/// <param name="options">How commands are executed.</param>
/// <param name="time">The clock.</param>
/// <param name="leftBehind">Gets what SIGKILL does not end.</param>
/// <param name="killNow">Cancelled when what still runs is killed, without a grace.</param>
internal sealed class ProcessEnding(ExecutionOptions options, TimeProvider time, LeftBehind leftBehind, CancellationToken killNow)
{
    // How often it is looked whether something is left: seldom, where it takes long.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FirstKillLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(1);

    // After SIGKILL only the kernel can keep a process: one that waits for a dead disk, say.
    private static readonly TimeSpan KillWait = TimeSpan.FromSeconds(5);

    // The same where the server stops and has no more time.
    private static readonly TimeSpan LastKillWait = TimeSpan.FromMilliseconds(350);

    /// <summary>Waits for a task. Whether it completed in time and before the cancellation.</summary>
    public static async ValueTask<bool> WaitAsync(Task end, TimeSpan? timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!end.IsCompleted)
        {
            TimeSpan longest = timeout is not { } bound ? Timeout.InfiniteTimeSpan : bound > TimeSpan.Zero ? bound : TimeSpan.Zero;
            await end.WaitAsync(longest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return end.IsCompleted;
    }

    /// <summary>
    /// Sees to it that the start of a process as another user ends. The child is that user's already before its exec, and the user may stop it with SIGSTOP, which
    /// cannot be blocked; the thread that spawns waits for the exec. What was stopped is killed, until the process was started or could not be. Where all threads hang, another is started.
    /// </summary>
    public static async Task WatchStartAsync(ChildProcess child, TimeProvider time, ProcessSpawner? spawner = null)
    {
        long done = spawner?.RunAsDone ?? 0;
        while (!await WaitAsync(child.Started, StartPatience, time, CancellationToken.None).ConfigureAwait(false))
        {
            KillStopped();
            spawner?.RelieveRunAs(done);
            done = spawner?.RunAsDone ?? 0;
        }
    }

    /// <summary>Ends a command, or leaves it behind where even SIGKILL does not end it.</summary>
    /// <param name="child">The process. It is reaped last: as a zombie it keeps the number of its session from being given to another.</param>
    /// <param name="context">For whom it runs.</param>
    /// <param name="isScript">Whether a descriptor of a script must stay what it is until it has started.</param>
    public async Task EndAsync(ChildProcess child, CommandExecution context, bool isScript)
    {
        long began = time.GetTimestamp();

        // A start may hang: the program's file is on a server that does not answer, say. Where there is a script, its descriptor must stay what it is for as long.
        TimeSpan? patience = isScript ? null : options.KillGrace + KillWait;
        if (!await WaitAsync(child.Started, patience, killNow).ConfigureAwait(false))
        {
            _ = KillLateAsync(child, context);
            return;
        }

        long signalled = Stopwatch.GetTimestamp();
        child.SignalGroup(Signals.Terminate);
        child.SignalGroup(Signals.Continue);

        // Most commands end at once and have nothing else in their session: then one look is enough.
        _ = await WaitAsync(child.Exited, options.KillGrace < FirstLook ? options.KillGrace : FirstLook, killNow).ConfigureAwait(false);

        // Any look since then tells: others that were ended at the same time had one.
        bool isLeft = child.SignalOthers(child.Exited.IsCompleted ? child.ExitedAt : signalled, Signals.Terminate, Signals.Continue);
        if (!child.Exited.IsCompleted)
        {
            isLeft = true;
            _ = await WaitAsync(child.Exited, options.KillGrace - time.GetElapsedTime(began), killNow).ConfigureAwait(false);
        }

        for (TimeSpan look = FirstLook; isLeft && child.Exited.IsCompleted && (isLeft = child.HasOthersSince(Ago(FirstLook))); look = Longer(look))
        {
            if (time.GetElapsedTime(began) >= options.KillGrace || killNow.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(look, time, killNow).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (isLeft)
        {
            await KillAsync(child, context).ConfigureAwait(false);
        }
    }

    // More than once: a process may have forked while its session was being read.
    private async Task KillAsync(ChildProcess child, CommandExecution context)
    {
        long began = time.GetTimestamp();
        for (TimeSpan look = FirstKillLook; ; look = Longer(look))
        {
            // A look of a moment ago tells whom to signal; one since then tells whether somebody is left.
            child.SignalGroup(Signals.Kill);
            _ = child.SignalOthers(Ago(FirstLook), Signals.Kill);
            long signalled = Stopwatch.GetTimestamp();
            _ = await WaitAsync(child.Exited, look, CancellationToken.None).ConfigureAwait(false);
            if (child.Exited.IsCompleted)
            {
                if (!child.HasOthersSince(signalled))
                {
                    return;
                }

                await Task.Delay(look, time, CancellationToken.None).ConfigureAwait(false);
            }

            if (time.GetElapsedTime(began) >= (killNow.IsCancellationRequested ? LastKillWait : KillWait))
            {
                LeaveBehind(child, context);
                return;
            }
        }
    }

    private void LeaveBehind(ChildProcess child, CommandExecution context)
    {
        List<ProcessStatus>? others = Session.FindOthers(child.Id, Stopwatch.GetTimestamp());
        if (!child.Exited.IsCompleted)
        {
            var left = new LeftBehindCommand(context.Id, child.Id, child.Id, time.GetUtcNow());
            leftBehind.Add(left);
            _ = ReapLateAsync(child, left, context.OpenLateOutput?.Invoke());
        }
        else if (others is [var other, ..])
        {
            leftBehind.Add(new LeftBehindCommand(context.Id, other.Id, child.Id, time.GetUtcNow()));
            context.Notices?.Invoke($"process {other.Id} of it does not die of SIGKILL; it is left behind");
        }
    }

    private async Task ReapLateAsync(ChildProcess child, LeftBehindCommand left, ILateOutput? late)
    {
        await child.Exited.ConfigureAwait(false);
        _ = child.TryReap(out _, out _);
        leftBehind.Remove(left);
        late?.Notice($"process {child.Id}, which was left behind, has ended");
    }

    private async Task KillLateAsync(ChildProcess child, CommandExecution context)
    {
        var left = new LeftBehindCommand(context.Id, ProcessId: 0, Session: 0, time.GetUtcNow());
        leftBehind.Add(left);
        ILateOutput? late = context.OpenLateOutput?.Invoke();
        await child.Started.ConfigureAwait(false);
        leftBehind.Remove(left);
        child.SignalSession(Signals.Kill);
        late?.Notice(child.Error == Errno.None ? "its program, which was left behind, has begun and is killed" : "its program, which was left behind, could not be started");
        await child.Exited.ConfigureAwait(false);
        _ = child.Error != Errno.None || child.TryReap(out _, out _);
    }

    private static long Ago(TimeSpan time) => Stopwatch.GetTimestamp() - (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static TimeSpan Longer(TimeSpan look) => 2 * look < LongestLook ? 2 * look : LongestLook;

    private ValueTask<bool> WaitAsync(Task end, TimeSpan? timeout, CancellationToken cancellationToken) => WaitAsync(end, timeout, time, cancellationToken);

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
