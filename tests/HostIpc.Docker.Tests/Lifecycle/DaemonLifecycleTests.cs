using HostIpc.Docker.TestSupport;
using HostIpc.Identity;

namespace HostIpc.Docker.Lifecycle;

/// <summary>What runs when who tells what.</summary>
public sealed class DaemonLifecycleTests : IDisposable
{
    private static readonly Peer Watch = Peer.Own("docker", "daemon", "change");
    private static readonly Peer Notifier = new("tcp") { Address = "172.17.0.2:40000" };

    private readonly ManualTime _time = new();
    private readonly ListSink _sink = new();
    private readonly ListLogger _logger = new();
    private readonly List<string> _runs = [];
    private readonly SemaphoreSlim _ends = new(0);
    private readonly DaemonLifecycle _lifecycle;

    public DaemonLifecycleTests() => _lifecycle = new DaemonLifecycle(RunAsync, TestLog.Of(_sink, _time), _logger, _time);

    public void Dispose()
    {
        _lifecycle.Dispose();
        _ends.Dispose();
    }

    private string[] Runs
    {
        get
        {
            lock (_runs)
            {
                return [.. _runs];
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_WhenTheWatchAndANotifierTellIt_ThenItRunsOnce(bool isWatchFirst)
    {
        _ends.Release(100);
        (Peer first, Peer second) = isWatchFirst ? (Watch, Notifier) : (Notifier, Watch);
        for (int round = 0; round < 2; round++)
        {
            _lifecycle.Report(DaemonChange.Start, first);
            _lifecycle.Report(DaemonChange.Start, second);
            _lifecycle.Report(DaemonChange.Stop, first);
            _lifecycle.Report(DaemonChange.Stop, second);
            _lifecycle.Report(DaemonChange.Stop, second);
            await ShouldRunAsync([.. Enumerable.Repeat<string[]>(["Start", "Stop"], round + 1).SelectMany(both => both)]);
        }

        _sink.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_WhenItIsTheFirstThatIsTold_ThenItRuns()
    {
        _ends.Release(100);
        _lifecycle.Report(DaemonChange.Stop, Notifier);
        await ShouldRunAsync("Stop");
    }

    [Fact]
    public async Task Stop_WhenTheStartStillRuns_ThenItWaitsForIt()
    {
        _lifecycle.Report(DaemonChange.Start, Watch);
        await ShouldRunAsync("Start");
        _lifecycle.Report(DaemonChange.Stop, Watch);
        await Never.Within(TimeSpan.FromMilliseconds(50), () => Runs.Length > 1, "A script that waits for another leaves no trace.");
        Runs.ShouldBe(["Start"]);
        _ends.Release();
        await ShouldRunAsync("Start", "Stop");
        _ends.Release();
    }

    [Fact]
    public async Task StopAndStart_WhenTheStartStillRuns_ThenBothRunAfterIt()
    {
        _lifecycle.Report(DaemonChange.Start, Watch);
        await ShouldRunAsync("Start");
        _lifecycle.Report(DaemonChange.Stop, Notifier);
        _lifecycle.Report(DaemonChange.Start, Watch);
        _ends.Release(100);
        await ShouldRunAsync("Start", "Stop", "Start");
        _sink.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_WhenTheyComeWhileARunHangs_ThenTwoWaitAndWhatTheyEndAtIsRight()
    {
        _lifecycle.Report(DaemonChange.Start, Watch);
        await ShouldRunAsync("Start");
        for (int i = 0; i < 1001; i++)
        {
            _lifecycle.Report(i % 2 == 0 ? DaemonChange.Stop : DaemonChange.Start, Watch);
        }

        _sink.Records.Count.ShouldBe(500);
        _sink.Records[0].ShouldBe("x [docker daemon change] the daemon's stop cancels the change before it, whose turn had not come");
        _ends.Release(100);
        await ShouldRunAsync("Start", "Stop");
        _lifecycle.Report(DaemonChange.Start, Watch);
        await ShouldRunAsync("Start", "Stop", "Start");
    }

    [Theory]
    [InlineData(50, "Stop")] // ends with a stop, which is what the last run was for
    [InlineData(51, "Start")]
    public async Task Notifiers_WhenTheyTellTooMuch_ThenTheNewestRunsWhenTheMinuteIsOver(int count, string newest)
    {
        _ends.Release(1000);
        for (int i = 0; i < count; i++)
        {
            _lifecycle.Report(i % 2 == 0 ? DaemonChange.Start : DaemonChange.Stop, Notifier);
            int written = Math.Min(i + 1, DaemonLifecycle.MaxNotified);
            await Eventually.BecomesTrue(() => Runs.Length == written, found: () => string.Join(' ', Runs));
        }

        _sink.Records.ShouldBe([$"x [{Notifier}] the daemon's start waits until this minute is over: notifiers told 10 changes in it; of what they tell meanwhile the newest runs then"]);
        Runs[^1].ShouldBe("Stop");
        _time.Pass(DaemonLifecycle.NotifiedSpan);
        _lifecycle.Resume();
        if (newest == "Start")
        {
            await Eventually.BecomesTrue(() => Runs.Length == 11);
            Runs[10].ShouldBe("Start");
        }

        _lifecycle.Report(newest == "Start" ? DaemonChange.Stop : DaemonChange.Start, Notifier);
        await Eventually.BecomesTrue(() => Runs.Length == (newest == "Start" ? 12 : 11));
    }

    [Fact]
    public async Task Notifiers_WhenTheWatchTellsWhileAChangeWaits_ThenThatIsNewer()
    {
        _ends.Release(1000);
        for (int i = 0; i <= DaemonLifecycle.MaxNotified; i++)
        {
            _lifecycle.Report(i % 2 == 0 ? DaemonChange.Start : DaemonChange.Stop, Notifier);
        }

        _lifecycle.Report(DaemonChange.Stop, Watch); // as the last that was taken: it is known, and the start is not so
        _time.Pass(DaemonLifecycle.NotifiedSpan);
        _lifecycle.Resume();
        _lifecycle.Report(DaemonChange.Start, Watch);
        await Eventually.BecomesTrue(() => Runs is [.., "Start"] && _sink.Records.Count > 0);
        _lifecycle.Report(DaemonChange.Stop, Watch);
        await Eventually.BecomesTrue(() => Runs is [.., "Stop"]);
    }

    [Fact]
    public async Task Run_WhenItFails_ThenTheNextOneRuns()
    {
        _ends.Release(100);
        _time.Pass(TimeSpan.FromTicks(1)); // what makes the first one fail
        _lifecycle.Report(DaemonChange.Start, Notifier);
        _lifecycle.Report(DaemonChange.Stop, Notifier);
        await ShouldRunAsync("Start", "Stop");
        await Eventually.BecomesTrue(() => _logger.Messages.Count == 1);
        _logger.Messages[0].ShouldBe($"92 Error: The lifecycle's part of [{Notifier}] failed");
    }

    private async Task RunAsync(DaemonChange change, Peer peer)
    {
        bool fails;
        lock (_runs)
        {
            fails = _runs.Count == 0 && _time.GetTimestamp() == 1;
            _runs.Add(change.ToString());
        }

        await _ends.WaitAsync();
        if (fails)
        {
            throw new IOException("the disk is dead");
        }
    }

    private async Task ShouldRunAsync(params string[] runs)
    {
        await Eventually.BecomesTrue(() => Runs.Length >= runs.Length, found: () => string.Join(' ', Runs));
        Runs.ShouldBe(runs);
    }
}
