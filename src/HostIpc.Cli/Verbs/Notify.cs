using System.Globalization;
using System.Net;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;

namespace HostIpc.Cli.Verbs;

/// <summary>
/// <c>hostipc notify</c>: tells the host that the Docker daemon has started, as soon as it can, and when it is told to end, that the daemon stops. For a container that the daemon starts when
/// it starts, and stops when it stops.
/// </summary>
internal static class Notify
{
    /// <summary>Where servers listen for it, unless their <c>Lifecycle:Port</c> says otherwise.</summary>
    public const int DefaultPort = 47200;

    // Docker gives a container ten seconds to stop, and whoever gives it less has these two tries within three.
    private const int MostStops = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with a host and a port; null for nothing.</summary>
    public static string? FindFault(string? host, string? port) =>
        host is not null && (host.Length == 0 || host[0] == '-' || host.AsSpan().ContainsAny(" \t\r\n/")) ? $"HOST is a name or an address, not '{host}'"
        : port is not null && ParsePort(port) is null ? $"PORT is a number from 1 to {IPEndPoint.MaxPort}, not '{port}'"
        : null;

    public static int? ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= IPEndPoint.MaxPort ? port : null;

    /// <returns>The exit code, which is 0: whoever ends it has nothing to do about a host that does not hear.</returns>
    public static async Task<int> ExecuteAsync(Invocation invocation)
    {
        using var end = new EndSignals();
        var notifier = new Notifier(invocation.Host, invocation.Port);
        await TellStartAsync(notifier, end.Came);
        await Task.Delay(Timeout.Infinite, end.Came).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await TellStopAsync(notifier);
    }

    // Says why it cannot once, not every second.
    private static async Task TellStartAsync(Notifier notifier, CancellationToken end)
    {
        string? said = null;
        while (!end.IsCancellationRequested)
        {
            if (await notifier.TellAsync("start\n"u8.ToArray(), end) is not { } problem)
            {
                Complaint.Print($"the start is told to {notifier.Told}", ExitCode.Success);
                return;
            }

            if (problem != said && !end.IsCancellationRequested)
            {
                Complaint.Print($"the start cannot be told yet, and is tried every second: {problem}", ExitCode.Success);
                said = problem;
            }

            await Task.Delay(Interval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<int> TellStopAsync(Notifier notifier)
    {
        string? problem = null;
        for (int i = 0; i < MostStops; i++)
        {
            problem = await notifier.TellAsync("stop\n"u8.ToArray(), CancellationToken.None);
            if (problem is null)
            {
                return Complaint.Print($"the stop is told to {notifier.Told}", ExitCode.Success);
            }
        }

        return Complaint.Print($"the stop could not be told: {problem}", ExitCode.Success);
    }
}
