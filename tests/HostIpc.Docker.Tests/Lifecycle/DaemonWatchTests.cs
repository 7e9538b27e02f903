using System.Diagnostics;
using HostIpc.Docker.Engine.Events;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.TestSupport;
using HostIpc.Interop;

namespace HostIpc.Docker.Lifecycle;

/// <summary>What is told of a daemon by its socket alone.</summary>
public sealed class DaemonWatchTests : IDisposable
{
    // A second from one to the other, on a machine that has other things to do.
    private const int Soon = 5;

    private readonly FakeDaemon _daemon = new();
    private readonly ListLogger _logger = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _told = [];

    private string[] Told
    {
        get
        {
            lock (_told)
            {
                return [.. _told];
            }
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _daemon.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Daemon_WhenItStopsAndStarts_ThenEachIsToldOnceAndSoon(bool isKilled)
    {
        _daemon.Start();
        (await WatchAsync()).ShouldBeTrue();
        await ShouldTellAsync("Start");
        for (int round = 1; round <= 3; round++)
        {
            int watched = round;
            await Eventually.BecomesTrue(() => _daemon.Watched == watched);
            _daemon.Stop(leavesSocket: isKilled);
            await ShouldTellAsync([.. Enumerable.Repeat<string[]>(["Start", "Stop"], round).SelectMany(both => both)]);
            if (isKilled)
            {
                File.Delete(_daemon.Path);
            }

            _daemon.Start();
            await ShouldTellAsync([.. Enumerable.Repeat<string[]>(["Start", "Stop"], round).SelectMany(both => both), "Start"]);
        }
    }

    [Fact]
    public async Task Daemon_WhenItIsNotThereAtFirst_ThenItsStartIsTold()
    {
        (await WatchAsync()).ShouldBeFalse();
        await Never.Within(TimeSpan.FromMilliseconds(700), () => Told.Length > 0, "A watch that sees no daemon says nothing.");
        _daemon.Start();
        await ShouldTellAsync("Start");
    }

    [Fact]
    public async Task Daemon_WhenItListensBeforeItAnswers_ThenItsStartIsToldWhenItDoes()
    {
        (await WatchAsync()).ShouldBeFalse();
        _daemon.IsSilent = true;
        _daemon.Start();
        await Never.Within(TimeSpan.FromMilliseconds(700), () => Told.Length > 0, "A watch that sees no daemon says nothing.");
        _daemon.IsSilent = false;
        _daemon.Break(); // those that were not answered
        await ShouldTellAsync("Start");
    }

    [Fact]
    public async Task Connection_WhenItBreaksAndTheSameDaemonAnswers_ThenNothingIsTold()
    {
        _daemon.Start();
        await WatchAsync();
        for (int i = 1; i <= 3; i++)
        {
            int watched = i;
            await Eventually.BecomesTrue(() => _daemon.Watched == watched);
            _daemon.Break();
        }

        await Eventually.BecomesTrue(() => _daemon.Watched == 4);
        Told.ShouldBe(["Start"]);
        _daemon.Stop();
        await ShouldTellAsync("Start", "Stop");
    }

    [Fact]
    public async Task Daemon_WhenItAnswersNoMoreAfterABreak_ThenItsStopIsTold()
    {
        _daemon.Start();
        await WatchAsync();
        await Eventually.BecomesTrue(() => _daemon.Watched == 1);
        _daemon.IsSilent = true;
        _daemon.Break();
        await ShouldTellAsync("Start", "Stop");
    }

    [Fact]
    public async Task Events_WhenTheyAreRefused_ThenTheDaemonIsAskedInstead()
    {
        _daemon.EventsStatus = "403 Forbidden";
        _daemon.Start();
        await WatchAsync();
        await Eventually.BecomesTrue(() => _daemon.Pings > 3);
        _daemon.Watched.ShouldBe(1);
        Told.ShouldBe(["Start"]);
        _logger.Messages.ShouldBe([$"91 Warning: The Docker daemon's events cannot be watched, it is asked twice a second instead: unix://{_daemon.Path} answers with 403"]);
        _daemon.Stop();
        await ShouldTellAsync("Start", "Stop");
    }

    [Fact]
    public async Task Events_WhenTheirConnectionsBreakAtOnce_ThenTheDaemonIsNotAskedWithoutAPause()
    {
        _daemon.Start();
        await WatchAsync();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(1))
        {
            _daemon.Break();
            await SimulatedWork.Takes(1, CancellationToken.None);
        }

        _daemon.Watched.ShouldBeLessThan(8);
    }

    // Killed and started again before anybody could see that it was gone. The kernel tells who listens.
    [Fact]
    public async Task Daemon_WhenAnotherOneAnswersAtOnce_ThenBothChangesAreTold()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/socat"), "no socat");
        using Process first = StartOther();
        Process? second = null;
        try
        {
            await Eventually.BecomesTrue(() => File.Exists(_daemon.Path));
            await WatchAsync();
            await ShouldTellAsync("Start");
            await Eventually.BecomesTrue(() => File.Exists($"{_daemon.Path}.watched"));
            File.Move(_daemon.Path, $"{_daemon.Path}.old");
            second = StartOther();
            await Eventually.BecomesTrue(() => File.Exists(_daemon.Path));
            Kill(first);
            await ShouldTellAsync("Start", "Stop", "Start");
            Kill(second);
            await ShouldTellAsync("Start", "Stop", "Start", "Stop");
        }
        finally
        {
            Kill(first);
            Kill(second);
            second?.Dispose();
        }
    }

    // In a process group of its own.
    private Process StartOther()
    {
        string script = $"read -r line; case $line in *_ping*) printf \"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nOK\" ;; *) printf \"HTTP/1.1 200 OK\\r\\n\\r\\n\"; touch {_daemon.Path}.watched; sleep 1000 ;; esac";
        return Process.Start(new ProcessStartInfo("setsid", ["socat", $"UNIX-LISTEN:{_daemon.Path},fork", $"SYSTEM:{script.Replace(":", "\\:", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}"]))!;
    }

    // With all that it started.
    private static void Kill(Process? process) => _ = process is null ? 0 : Libc.Kill(-process.Id, Signals.Kill);

    // Whether it is up.
    private async Task<bool> WatchAsync()
    {
        DockerEndpoint endpoint = DockerEndpoint.Parse(_daemon.Path, tls: null);
        var probe = new DaemonProbe(endpoint, new DaemonPresence(endpoint), TimeProvider.System);
        var watch = new DaemonWatch(probe, Tell, _logger, TimeProvider.System);
        DaemonIdentity? found = await watch.LookAsync(_end.Token);
        _ = watch.RunAsync(found, _end.Token);
        return found is not null;
    }

    private void Tell(DaemonChange change)
    {
        lock (_told)
        {
            _told.Add(change.ToString());
        }
    }

    private async Task ShouldTellAsync(params string[] written)
    {
        await Eventually.BecomesTrue(() => Told.Length >= written.Length, Soon, () => string.Join(' ', Told));
        Told.ShouldBe(written);
    }
}
