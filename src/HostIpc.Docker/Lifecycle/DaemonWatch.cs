using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Watches the daemon's socket, and reports when the daemon stops and when it starts.</summary>
/// <remarks>
/// <para>
/// A connection is kept open. Its break is the end of the daemon at once, and an answer on a new one means that it is back. Both are reported as they happen and never again: somebody else may have
/// reported the next change meanwhile.
/// </para>
/// <para>
/// Where a connection breaks and the daemon answers all the same, the number of the process that listens decides: another one is another daemon, which has stopped and started. Where that number is
/// not known, as from within a pid namespace, an answer at once is taken for the same daemon's: one that was killed refuses connections, and takes longer than that to be back; what breaks connections
/// and goes on answering is a proxy.
/// </para>
/// <para>
/// Where the system manager holds the socket, a break is the end without asking: a connection made while the daemon is ending would have it started again. It is asked again when there is another
/// process of that name, or the old one is there still after longer than ending takes.
/// </para>
/// </remarks>
internal sealed class DaemonWatch(DaemonProbe probe, Action<DaemonChange> report, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BreakPatience = TimeSpan.FromSeconds(1);

    // One that has just been started listens before it answers.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    // What systemd gives a unit to stop in (DefaultTimeoutStopSec), and some more.
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(100);

    private bool _isReported;

    /// <summary>Looks once whether it is up, and reports that it started where it is.</summary>
    /// <returns>Which one is up; null for none.</returns>
    public async Task<DaemonIdentity?> LookAsync(CancellationToken cancellationToken)
    {
        DaemonIdentity? found = await probe.AskAsync(FirstPatience, cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            report(DaemonChange.Start);
        }

        return found;
    }

    /// <summary>Watches until it is cancelled.</summary>
    /// <param name="daemon">The one that is up; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(DaemonIdentity? daemon, CancellationToken cancellationToken)
    {
        DaemonIdentity? ended = null;
        while (true)
        {
            daemon ??= await WaitForStartAsync(ended, cancellationToken).ConfigureAwait(false);
            ended = await WaitForStopAsync(daemon, cancellationToken).ConfigureAwait(false);
            daemon = null;
        }
    }

    private async Task<DaemonIdentity> WaitForStartAsync(DaemonIdentity? ended, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            bool isEnding = ended is { IsActivated: true } && ended.IsInView(probe.Presence) && time.GetElapsedTime(began) < LongestEnding;
            if (!isEnding && await probe.AskAsync(StartPatience, cancellationToken).ConfigureAwait(false) is { } daemon)
            {
                report(DaemonChange.Start);
                return daemon;
            }

            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<DaemonIdentity> WaitForStopAsync(DaemonIdentity daemon, CancellationToken cancellationToken)
    {
        bool isAsked = false;
        while (true)
        {
            long began = time.GetTimestamp();
            if (!isAsked)
            {
                daemon = Compare(daemon, await probe.HoldAsync(cancellationToken).ConfigureAwait(false));
                isAsked = AreEventsRefused();
            }

            DaemonIdentity? found = !daemon.IsActivated ? await probe.AskAsync(BreakPatience, cancellationToken).ConfigureAwait(false)
                : isAsked && daemon.IsInView(probe.Presence) ? daemon
                : null;
            if (found is null)
            {
                report(DaemonChange.Stop);
                return daemon;
            }

            daemon = Compare(daemon, found);

            // So that one whose connections break at once is not asked without a pause.
            TimeSpan pause = Interval - time.GetElapsedTime(began);
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
        }
    }

    // Another one than before: the one before has stopped.
    private DaemonIdentity Compare(DaemonIdentity before, DaemonIdentity? now)
    {
        if (now?.DiffersFrom(before) == true)
        {
            report(DaemonChange.Stop);
            report(DaemonChange.Start);
        }

        return now ?? before;
    }

    // Then it is asked again and again whether it is there.
    private bool AreEventsRefused()
    {
        if (probe.IsRefused && !_isReported)
        {
            _isReported = true;
            logger.EventsRefused(probe.Problem);
        }

        return probe.IsRefused;
    }
}
