using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>
/// What a change must not lose unnoticed. These hold ratios to a program in C that runs on the same machine at the same time, with a margin wide enough for a machine that others use too:
/// whether a budget is met to the percent is what eng/bench-peers tells. No engine is needed.
/// </summary>
[Trait("Kind", "Performance")]
public sealed class RegressionGuardTests : IClassFixture<TimingPrograms>
{
    private const double MaxRoundTrip = 2.0;
    private const double LeastLines = 0.2;

    // Fewer are over before the code has been compiled for the second time, by what was seen of it while it ran: half as fast.
    private const long LinesARound = 40_000_000;

    private const int Commands = 10_000;
    private const int Clients = 16;
    private const int MoreThreads = 2;
    private const double MaxGrowth = 1.25;

    private readonly TimingPrograms _programs;

    public RegressionGuardTests(TimingPrograms programs)
    {
        programs.Demand();
        _programs = programs;
    }

    [Fact]
    public async Task RoundTrip_WhenTheClientIsWarm_ThenItIsNotMuchMoreThanASpawnInC()
    {
        await using NativeServer server = await NativeServer.StartAsync(_programs.Native);

        double ratio = await Rounds.MedianRatioAsync(
            () => _programs.RoundTripAsync("frames", server.Socket, "/bin/true"),
            () => _programs.RoundTripAsync("spawn", "/bin/true"));

        ratio.ShouldBeLessThanOrEqualTo(MaxRoundTrip);
    }

    [Fact]
    public async Task Lines_WhenTheyAreShort_ThenTheyAreNotMuchSlowerThanALoopInC()
    {
        bool isOptimized = TimingPrograms.LineReader.Contains("/release", StringComparison.Ordinal);
        _programs.Demand(isOptimized ? null : "only a build with -c Release is timed");
        var race = new LineRace(_programs, LinesARound);

        // One round is enough: the loop in C gets by with one core, and this side, which is compiled anew meanwhile, suffers from whatever else runs.
        double ratio = await Rounds.BestRatioAsync(
            () => race.RunAsync(TimingPrograms.LineReader, "lines"),
            () => race.RunAsync(_programs.PathOf("lines")),
            LeastLines);

        ratio.ShouldBeGreaterThanOrEqualTo(LeastLines);
    }

    [Fact]
    public async Task Server_WhenTenThousandCommandsHaveRun_ThenItHoldsNoMoreThanBefore()
    {
        await using NativeServer server = await NativeServer.StartAsync(_programs.Native);
        int sockets = server.Footprint.Sockets;
        Task<ServerFootprint> WhenQuietAsync(Func<ServerFootprint, bool> condition) =>
            Eventually.Finds(() => Task.FromResult(server.Footprint), found => found.Sockets == sockets && found.Children == 0 && condition(found));

        // As many as are counted: until its collector has seen some generations, its heap finds its size.
        await RunAsync(server);
        ServerFootprint before = await WhenQuietAsync(_ => true);
        TestContext.Current.TestOutputHelper!.WriteLine($"before: {before}");
        await RunAsync(server);

        // What ends late, as threads of the pool do, is waited for.
        ServerFootprint after = await WhenQuietAsync(
            found => found.Descriptors <= before.Descriptors && found.Threads <= before.Threads + MoreThreads && found.ResidentKiB <= before.ResidentKiB * MaxGrowth);
        TestContext.Current.TestOutputHelper!.WriteLine($"after: {after}");
    }

    private async Task RunAsync(NativeServer server)
    {
        for (double done = 0; done < Commands;)
        {
            done += await _programs.AskAsync(Clients, 2, "frames", server.Socket, "/bin/true");
        }
    }
}
