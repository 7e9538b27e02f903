using System.Collections.Concurrent;
using HostIpc.Docker;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Events of a real engine: each once, through its restarts.</summary>
public sealed class DockerEventTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Fact]
    public async Task Events_OfAContainersLife_ComeInOrderWithTheirAttributes()
    {
        await using var client = new EngineClient(Engine.Docker.Host, Engine.BusyboxImage);
        string mark = Unique.Name("mark");
        await using var reader = new EventCollector(client.Client, new DockerFilter().Add("type", "container").Add("label", mark));
        await reader.WaitForConnectionsAsync(1);
        string name = await client.RunAsync("exit 3", creation => creation.Labels[mark] = "x");
        await client.Containers.WaitAsync(name);
        await client.Containers.RemoveAsync(name);

        await reader.WaitForAsync(events => events.Any(found => found.Action == "destroy"));
        DockerEvent[] events = reader.Events;
        events.Select(found => found.Action).Where(action => action is "create" or "start" or "die" or "destroy").ShouldBe(["create", "start", "die", "destroy"]);
        DockerEvent died = events.Single(found => found.Action == "die");
        (died.Type, died.Scope).ShouldBe(("container", "local"));
        died.ActorId.Length.ShouldBe(64);
        died.Attributes["name"].ShouldBe(name);
        died.Attributes["image"].ShouldBe(Engine.BusyboxImage);
        died.Attributes["exitCode"].ShouldBe("3");
        died.Attributes[mark].ShouldBe("x");
        died.Time.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Events_SinceBefore_AreThoseThatTheEngineKept()
    {
        await using var client = new EngineClient(Engine.Docker.Host, Engine.BusyboxImage);
        string name = await client.CreateAsync("exit 0");
        await using var reader = new EventCollector(client.Client, new DockerFilter().Add("container", name), DateTimeOffset.UtcNow.AddMinutes(-1));
        await reader.WaitForAsync(events => events.Any(found => found.Action == "create"));
    }

    [Fact]
    public async Task Events_WhileTheConnectionIsCut_ComeEachOnceAfterIt()
    {
        const string scheme = "unix://";
        Engine.Demand(Engine.Docker.Host.StartsWith(scheme, StringComparison.Ordinal) ? null : "The engine has no socket here.");
        string path = Engine.Docker.Host[scheme.Length..];
        await using var client = new EngineClient(Engine.Docker.Host, Engine.BusyboxImage);
        string mark = Unique.Name("mark");
        var relay = new TcpRelay(path);
        try
        {
            var relayed = new DockerClient(new DockerClientOptions { Endpoint = relay.Endpoint });
            await using var reader = new EventCollector(relayed, new DockerFilter().Add("type", "container").Add("label", mark));
            await reader.WaitForConnectionsAsync(1);
            var made = new ConcurrentBag<string>();
            for (int cut = 0; cut < 3; cut++)
            {
                await StartAsync(made, 2);
                await reader.WaitForAsync(events => events.Count(found => found.Action == "destroy") == made.Count);
                int port = relay.Port;
                await relay.DisposeAsync();
                await StartAsync(made, 3);
                relay = new TcpRelay(path, port);
                await reader.WaitForAsync(events => events.Count(found => found.Action == "destroy") >= made.Count);
            }

            reader.Connections.ShouldBe(4);
            foreach (string action in (string[])["create", "start", "die", "destroy"])
            {
                reader.Events.Where(found => found.Action == action).Select(found => found.ActorId).Order().ShouldBe(made.Order());
            }
        }
        finally
        {
            await relay.DisposeAsync();
        }

        async Task StartAsync(ConcurrentBag<string> made, int count) => await Parallel.ForAsync(0, count, async (_, cancellationToken) =>
        {
            string name = await client.RunAsync("exit 0", creation => creation.Labels[mark] = "x");
            made.Add((await client.Containers.InspectAsync(name, cancellationToken)).Id);
            await client.Containers.WaitAsync(name, cancellationToken);
            await client.Containers.RemoveAsync(name, cancellationToken: cancellationToken);
        });
    }

    [Fact]
    public async Task Events_WhileContainersStartAndStopAndTheDaemonIsRestartedAndKilled_ComeEachOnce()
    {
        const int containers = 100;
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        await using var client = new EngineClient($"unix://{host.Daemon.Socket}", BridgedHost.BusyboxImage);
        await using var reader = new EventCollector(client.Client, new DockerFilter().Add("type", "container"));
        await reader.WaitForConnectionsAsync(1);

        var made = new ConcurrentBag<string>();
        var ended = new ConcurrentBag<string>();
        await StartAndStopAsync(0, containers / 4);
        await host.Daemon.StopAsync();
        await host.Daemon.StartAsync();
        await StartAndStopAsync(containers / 4, containers / 2);
        await host.Daemon.KillAsync();
        await host.Daemon.StartAsync();
        await StartAndStopAsync(containers / 2, containers);

        DockerEvent[] events = await reader.WaitForAsync(found => Ids(found, "die").Length >= containers && Ids(found, "destroy").Length >= containers);
        Ids(events, "create").ShouldBe(made.Order());
        Ids(events, "start").ShouldBe(made.Order());
        Ids(events, "die").ShouldBe(made.Order());
        Ids(events, "destroy").ShouldBe(ended.Order());
        reader.Connections.ShouldBe(3);

        // Each one is made and removed by itself, so that what is done while the daemon is up is known.
        async Task StartAndStopAsync(int from, int to) => await Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, cancellationToken) =>
        {
            string name = await client.RunAsync("exit 0");
            string id = (await client.Containers.InspectAsync(name, cancellationToken)).Id;
            made.Add(id);
            await client.Containers.WaitAsync(name, cancellationToken);
            await client.Containers.RemoveAsync(name, cancellationToken: cancellationToken);
            ended.Add(id);
        });

        static string[] Ids(DockerEvent[] events, string action) => [.. events.Where(found => found.Action == action).Select(found => found.ActorId).Order()];
    }

    /// <summary>Reads events until it is disposed of.</summary>
    private sealed class EventCollector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<DockerEvent> _events = new();
        private readonly CancellationTokenSource _end = new();
        private readonly Task _reading;
        private volatile int _connections;

        public EventCollector(DockerClient client, DockerFilter filter, DateTimeOffset? since = null)
        {
            var options = new EventOptions { Filter = filter, Since = since, ConnectionChanged = state => _connections = state.Connections };
            _reading = ReadAsync(client.ReadEventsAsync(options, _end.Token));
        }

        public DockerEvent[] Events => [.. _events];

        public int Connections => _connections;

        public Task<int> WaitForConnectionsAsync(int count) => Eventually.Finds(() => Task.FromResult(_connections), found => found >= count);

        public Task<DockerEvent[]> WaitForAsync(Func<DockerEvent[], bool> condition) => Eventually.Finds(() => Task.FromResult(Events), condition);

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(_reading.WaitAsync(TimeSpan.FromSeconds(10)));
            _end.Dispose();
        }

        private async Task ReadAsync(IAsyncEnumerable<DockerEvent> events)
        {
            await foreach (DockerEvent next in events)
            {
                _events.Enqueue(next);
            }
        }
    }
}
