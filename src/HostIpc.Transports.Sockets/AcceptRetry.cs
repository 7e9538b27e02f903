using System.Net.Sockets;
using HostIpc.Interop;
using HostIpc.Timing;

namespace HostIpc.Transports.Sockets;

/// <summary>Decides when a listener on sockets tries again after accept(2) has failed. One for each listener.</summary>
/// <param name="time">The clock.</param>
/// <param name="report">Reports a failure to the operator: called with its reason, at most once a minute.</param>
public sealed class AcceptRetry(TimeProvider time, Action<string> report)
{
    // Those who come get some of the spare descriptors, and those who are there already keep the rest.
    private const int Released = 4;
    private const int Kept = 24;

    // Without a descriptor to spare the connection stays in the queue, and accept(2) would fail at once again.
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    private readonly RateLimit _reports = RateLimit.OncePerMinute(time);

    /// <summary>Waits until it is worth trying again: not at all if the peer went away while it waited, or if spare descriptors could be released; 100 ms otherwise.</summary>
    /// <param name="failure">What accept(2), or what was done with the new socket, has thrown.</param>
    /// <param name="cancellationToken">Ends the waiting, without an exception.</param>
    public async ValueTask WaitAsync(Exception failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        SocketError error = (failure as SocketException)?.SocketErrorCode ?? SocketError.SocketError;
        if (error == SocketError.ConnectionAborted || (error == SocketError.TooManyOpenSockets && DescriptorReserve.TryRelease((int)Errno.TooManyFiles, Released, Kept)))
        {
            return;
        }

        if (_reports.TryTake())
        {
            report(failure.Message);
        }

        await Task.Delay(Delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
