using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;

namespace HostIpc.Cli.Verbs;

/// <summary>
/// <c>hostipc notify</c>: tells the host that the Docker daemon has started, as soon as it can, and when it is told to end, that the daemon stops. For a container that the daemon starts when
/// it starts, and stops when it stops.
/// </summary>
internal sealed partial class NotifyVerb : Verb
{
    // Where servers listen for it, unless their Lifecycle:Port says otherwise.
    private const int DefaultPort = 47200;

    // Docker gives a container ten seconds to stop, and whoever gives it less has these two tries within three.
    private const int MaxStops = 2;

    private static readonly List<PosixSignal> EndSignals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Argument<string?> _host = new("HOST") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _port = new("PORT") { Arity = ArgumentArity.ZeroOrOne };

    public NotifyVerb()
        : base("notify")
    {
        Add(_host);
        Add(_port);
    }

    public override UsageLine[] Usage => [new("[HOST [PORT]]", "tell the host that Docker has started, and when ended, that it stops")];

    public override string Details =>
        """
        It tells start, every second until it is heard, and waits; on SIGTERM, SIGINT and SIGHUP it tells stop and exits 0. HOST is
        host.docker.internal where that name resolves, else the default gateway; PORT is 47200.

        """;

    public override Invocation Read(VerbArguments arguments)
    {
        string? host = arguments.Parsed.GetValue(_host);
        string? port = arguments.Parsed.GetValue(_port);
        int number = DefaultPort;
        return host is not null && (host.Length == 0 || host[0] == '-' || host.AsSpan().ContainsAny(" \t\r\n/")) ? Invocation.Wrong($"HOST is a name or an address, not '{host}'")
            : port is not null && !TryParsePort(port, out number) ? Invocation.Wrong($"PORT is a number from 1 to {IPEndPoint.MaxPort}, not '{port}'")
            : Invocation.Of(() => NotifyAsync(new Notifier(host, number)));
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort;

    // The exit code is 0: whoever ends it has nothing to do about a host that does not hear.
    private static async Task<int> NotifyAsync(Notifier notifier)
    {
        using var ending = new CancellationTokenSource();
        List<PosixSignalRegistration> registrations = EndSignals.ConvertAll(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            ending.Cancel();
        }));
        await SendStartAsync(notifier, ending.Token);
        await Task.Delay(Timeout.Infinite, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int exitCode = await SendStopAsync(notifier);
        registrations.ForEach(static registration => registration.Dispose());
        return exitCode;
    }

    // Says why it cannot once, not every second.
    private static async Task SendStartAsync(Notifier notifier, CancellationToken ending)
    {
        string? reported = null;
        while (!ending.IsCancellationRequested)
        {
            if (await notifier.SendAsync("start\n"u8.ToArray(), ending) is not { } problem)
            {
                ErrorOutput.Print($"the start is told to {notifier.Recipient}", ExitCode.Success);
                return;
            }

            if (problem != reported && !ending.IsCancellationRequested)
            {
                ErrorOutput.Print($"the start cannot be told yet, and is tried every second: {problem}", ExitCode.Success);
                reported = problem;
            }

            await Task.Delay(Interval, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<int> SendStopAsync(Notifier notifier)
    {
        string? problem = null;
        for (int i = 0; i < MaxStops; i++)
        {
            problem = await notifier.SendAsync("stop\n"u8.ToArray(), CancellationToken.None);
            if (problem is null)
            {
                return ErrorOutput.Print($"the stop is told to {notifier.Recipient}", ExitCode.Success);
            }
        }

        return ErrorOutput.Print($"the stop could not be told: {problem}", ExitCode.Success);
    }
}
