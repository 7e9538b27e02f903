using System.Collections.Concurrent;
using HostIpc.Identity;

namespace HostIpc.Docker.Identity;

/// <summary>What is kept is bounded in number and age, and no container is told by another's name for longer than that.</summary>
public sealed class ContainerCacheTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromTicks(1);

    private readonly ManualTime _time = new();
    private readonly ConcurrentDictionary<string, string> _names = new();
    private readonly ContainerCache _cache;
    private int _asked;

    public ContainerCacheTests() => _cache = new ContainerCache(4, _time);

    [Fact]
    public async Task Container_WhenItIsAskedForAgain_IsToldFromWhatIsKeptForFiveSeconds()
    {
        _names["a"] = "web";
        (await FindAsync("a")).ShouldBe("web");
        _time.Pass(ContainerCache.LongestKeep - Moment);
        (await FindAsync("a")).ShouldBe("web");
        _asked.ShouldBe(1);
        _time.Pass(Moment);
        (await FindAsync("a")).ShouldBe("web");
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task Container_WhenItIsUsedAllTheTime_IsNotKeptForLongerForThat()
    {
        _names["a"] = "web";
        for (int i = 0; i < 50; i++)
        {
            await FindAsync("a");
            _time.Pass(TimeSpan.FromSeconds(1));
        }

        _asked.ShouldBe(10);
    }

    [Fact]
    public async Task Container_WhenTheEngineIsSlow_IsKeptFromWhenItWasAskedFor()
    {
        var answer = new TaskCompletionSource<ContainerLookup>();
        Task<PeerContainer?> first = _cache.FindAsync("a", _ => answer.Task);
        _time.Pass(TimeSpan.FromSeconds(4));
        answer.SetResult(new ContainerLookup(Container("a", "web"), ContainerCache.LongestKeep));
        (await first)!.Name.ShouldBe("web");
        _names["a"] = "renamed";
        (await FindAsync("a")).ShouldBe("web");
        _time.Pass(TimeSpan.FromSeconds(1));
        (await FindAsync("a")).ShouldBe("renamed");
    }

    [Fact]
    public async Task Container_RenamedToTakeAnothersName_HasItAndTheOtherNoLonger()
    {
        _names["a"] = "web";
        (await FindAsync("a")).ShouldBe("web");

        // docker rename web old; docker rename evil web
        _names["a"] = "old";
        _names["e"] = "web";
        (await FindAsync("e")).ShouldBe("web");
        (await FindAsync("a")).ShouldBe("old");
    }

    [Fact]
    public async Task Container_ThatGaveUpItsName_IsToldByItForFiveSecondsAtMost()
    {
        _names["a"] = "web";
        await FindAsync("a");
        _names["a"] = "old";
        _time.Pass(ContainerCache.LongestKeep);
        (await FindAsync("a")).ShouldBe("old");
    }

    [Fact]
    public async Task Container_RecreatedUnderAnothersName_IsAnotherAndTheRemovedOneIsForgotten()
    {
        _names["a"] = "web";
        await FindAsync("a");
        _names.TryRemove("a", out _);
        _names["b"] = "web";
        (await FindAsync("b")).ShouldBe("web");
        (await FindAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Answers_WhenTheOlderComesLast_DoNotBringTheNameBack()
    {
        var before = new TaskCompletionSource<ContainerLookup>();
        Task<PeerContainer?> old = _cache.FindAsync("a", _ => before.Task);
        _time.Pass(TimeSpan.FromMilliseconds(1));
        _names["e"] = "web";
        (await FindAsync("e")).ShouldBe("web");
        before.SetResult(new ContainerLookup(Container("a", "web"), ContainerCache.LongestKeep));
        await old;
        _names["a"] = "old";
        (await FindAsync("a")).ShouldBe("old");
        (await FindAsync("e")).ShouldBe("web");
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task Container_ThatIsUnknown_IsAskedForAgainAfterItsTime()
    {
        (await FindAsync("a")).ShouldBeNull();
        _names["a"] = "web";
        (await FindAsync("a")).ShouldBeNull();
        _time.Pass(TimeSpan.FromSeconds(1));
        (await FindAsync("a")).ShouldBe("web");
    }

    [Fact]
    public async Task Question_ThatFailed_IsNotKept()
    {
        (await _cache.FindAsync("a", _ => Task.FromResult(default(ContainerLookup)))).ShouldBeNull();
        _cache.Count.ShouldBe(0);
        _names["a"] = "web";
        (await FindAsync("a")).ShouldBe("web");
    }

    [Fact]
    public async Task Questions_ForOneContainer_AreOne()
    {
        int asked = 0;
        var answer = new TaskCompletionSource<ContainerLookup>();
        Task<PeerContainer?>[] all = [.. Enumerable.Range(0, 100).Select(_ => Task.Run(() => _cache.FindAsync("a", _ =>
        {
            Interlocked.Increment(ref asked);
            return answer.Task;
        })))];
        await Eventually.BecomesTrue(() => Volatile.Read(ref asked) == 1);
        answer.SetResult(new ContainerLookup(Container("a", "web"), ContainerCache.LongestKeep));
        (await Task.WhenAll(all)).ShouldAllBe(container => container!.Name == "web");
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task Question_ThatIsOlderThanAnAnswerMayBe_IsNotShared()
    {
        var stuck = new TaskCompletionSource<ContainerLookup>();
        Task<PeerContainer?> first = _cache.FindAsync("a", _ => stuck.Task);
        _time.Pass(ContainerCache.LongestKeep);
        _names["a"] = "web";
        (await FindAsync("a")).ShouldBe("web");
        stuck.SetResult(new ContainerLookup(Container("a", "old"), ContainerCache.LongestKeep));
        (await first)!.Name.ShouldBe("old");
        (await FindAsync("a")).ShouldBe("web");
        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task Containers_MoreThanAreKept_LetTheOldestGo()
    {
        foreach (string id in (string[])["a", "b", "c", "d", "e"])
        {
            _names[id] = $"name-{id}";
            await FindAsync(id);
            _time.Pass(TimeSpan.FromMilliseconds(1));
        }

        _cache.Count.ShouldBe(4);
        _asked.ShouldBe(5);
        await FindAsync("b");
        _asked.ShouldBe(5);
        await FindAsync("a");
        _asked.ShouldBe(6);
        _cache.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Containers_WhoseTimeIsOver_AreNotKeptInMemory()
    {
        foreach (string id in (string[])["a", "b", "c"])
        {
            _names[id] = $"name-{id}";
            await FindAsync(id);
        }

        _time.Pass(ContainerCache.LongestKeep);
        _names["d"] = "name-d";
        await FindAsync("d");
        _cache.Count.ShouldBe(1);
    }

    private static PeerContainer Container(string id, string name) => new(id) { Name = name };

    private async Task<string?> FindAsync(string id) => (await _cache.FindAsync(id, asked =>
    {
        _asked++;
        return Task.FromResult(_names.TryGetValue(asked, out string? name)
            ? new ContainerLookup(Container(asked, name), ContainerCache.LongestKeep)
            : new ContainerLookup(null, TimeSpan.FromSeconds(1)));
    }).WaitAsync(TimeSpan.FromSeconds(20)))?.Name;
}
