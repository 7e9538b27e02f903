using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine.Events;

/// <summary>Events of engines that come, go and fail.</summary>
public sealed class EventSourceTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
    private const long Second = 1_000_000_000;

    private static readonly DateTimeOffset Start = new(2026, 11, 21, 21, 33, 1, TimeSpan.Zero);

    private readonly ConcurrentQueue<DockerConnectionState> _states = new();

    [Fact]
    public async Task Events_FromNowOn_AreAskedForByTheEnginesClock()
    {
        await using FakeEngine engine = StartEngine(_ => Event(1, "start"));
        var options = new EventOptions { Filter = new DockerFilter().Add("type", "container") };
        DockerEvent first = (await ReadAsync(engine, 1, options)).ShouldHaveSingleItem();
        (first.Type, first.Action, first.ActorId, first.Scope, first.Attributes["name"]).ShouldBe(("container", "start", "aa", "local", "web"));
        first.Time.ShouldBe(Start.AddSeconds(1));
        string request = engine.Requests.Single(text => text.Contains("/events", StringComparison.Ordinal));
        request.ShouldContain($"&filters={Uri.EscapeDataString("""{"type":["container"]}""")} HTTP/1.1");

        // A little before what the engine's clock said, which is when the reading began.
        (SinceOf(request) - Start).ShouldBeInRange(TimeSpan.FromSeconds(-5), TimeSpan.Zero);
    }

    [Fact]
    public async Task Events_SinceATime_AreAskedForAsThatIs()
    {
        await using FakeEngine engine = StartEngine(_ => Event(1, "start"));
        await ReadAsync(engine, 1, new EventOptions { Since = Start.AddTicks(-1) });
        engine.Requests.ShouldHaveSingleItem().ShouldContain($"/events?since={Start.ToUnixTimeSeconds() - 1}.999999900 ");
    }

    [Fact]
    public async Task Connection_WhenItIsLost_GoesOnWithoutLossOrDouble()
    {
        string[] connections =
        [
            Event(1, "a") + Event(10, "b") + Event(10, "c"),
            Event(10, "late") + Event(10, "b") + Event(10, "c") + Event(10, "d") + Event(11, "e")[..20],
            Event(10, "late") + Event(10, "b") + Event(10, "c") + Event(10, "d") + Event(11, "e"),
        ];
        await using FakeEngine engine = StartEngine(number => number < connections.Length ? connections[number] : Event(12, "f"));
        (await ReadAsync(engine, 7)).Select(found => found.Action).ShouldBe(["a", "b", "c", "late", "d", "e", "f"]);
        string[] requests = [.. engine.Requests.Where(text => text.Contains("/events", StringComparison.Ordinal))];
        requests.Skip(1).Select(text => SinceOf(text) - Start).ShouldBe([TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(9)]);
        _states.Select(state => (state.IsConnected, state.Connections)).ShouldBe([(true, 1), (false, 1), (true, 2), (false, 2), (true, 3), (false, 3), (true, 4)]);
        _states.Select(state => state.Failure?.Message).ShouldBe([null, null, null, "the answer is cut off", null, null, null]);
    }

    [Theory]
    [InlineData("no event\n", "the answer does not describe an event")]
    [InlineData("{}\n", "the answer does not describe an event")]
    [InlineData("[]\n", "the answer does not describe an event")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"die\",\"timeNano\":\"x\"}\n", "the answer does not describe an event")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"Attributes\":{\"a\":7}}}\n", "the answer does not describe an event")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"die\",\"time\":9223372036854775807}\n", "the answer does not describe an event")]
    public async Task Line_ThatIsNoEvent_EndsTheConnectionAndIsTriedAgainWithCare(string garbage, string message)
    {
        int connections = 0;
        await using FakeEngine engine = StartEngine(number =>
        {
            connections = number + 1;
            return number < 3 ? Event(1, "a") + garbage + Event(2, "never") : Event(1, "a") + Event(2, "b");
        });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        (await ReadAsync(engine, 2)).Select(found => found.Action).ShouldBe(["a", "b"]);
        connections.ShouldBe(4);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(650)); // 100, 200, 400
        _states.First(state => !state.IsConnected).Failure!.Message.ShouldBe(message);
    }

    [Fact]
    public async Task Event_OfMoreThanTheBound_EndsTheConnection()
    {
        await using FakeEngine engine = StartEngine(number => number == 0 ? new string('x', 3 << 20) : Event(1, "a"));
        (await ReadAsync(engine, 1)).ShouldHaveSingleItem();
        _states.First(state => !state.IsConnected).Failure!.Message.ShouldBe("the answer has an event of more than 1048576 bytes");
    }

    [Fact]
    public async Task Engine_ThatIsNotThereYet_IsToldOnceAndWaitedFor()
    {
        await using FakeEngine engine = CreateEngine(_ => Event(1, "a"));
        Task<List<DockerEvent>> reading = ReadAsync(engine, 1);
        await Eventually.BecomesTrue(() => !_states.IsEmpty);
        await Never.Within(TimeSpan.FromMilliseconds(300), () => _states.Count > 1, "A try that fails as the one before says nothing.");
        engine.Listen();
        (await reading).ShouldHaveSingleItem();
        _states.Select(state => (state.IsConnected, state.Connections)).ShouldBe([(false, 0), (true, 1)]);
        _states.First().Failure!.Message.ShouldStartWith($"unix://{engine.Path}: ");

        // What happened while nobody could ask is not lost.
        string request = engine.Requests.Single(text => text.Contains("/events", StringComparison.Ordinal));
        (Start - SinceOf(request)).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Question_ThatIsWrong_IsAnErrorAtFirstAndAReasonToTryAgainLater()
    {
        int refusals = 1;
        int asked = 0;
        await using FakeEngine engine = FakeEngine.Start((request, stream, cancellationToken) => stream.WriteAsync(Encoding.UTF8.GetBytes(
            request.Contains("/info ", StringComparison.Ordinal) ? Info()
            : refusals-- > 0 ? Answers.Sized("""{"message":"invalid filter"}""", "400 Bad Request")
            : Head + Event(++asked, $"e{asked}")), cancellationToken).AsTask());
        DockerException exception = await Should.ThrowAsync<DockerException>(() => ReadAsync(engine, 1));
        (exception.Status, exception.EngineMessage).ShouldBe((400, "invalid filter"));

        var options = new EventOptions { ConnectionChanged = state => refusals = state.IsConnected ? 0 : 1 };
        (await ReadAsync(engine, 2, options)).Select(found => found.Action).ShouldBe(["e1", "e2"]);
        engine.Requests.Count(text => text.Contains("/events", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task Reading_WhenItIsCancelled_EndsAtOnce()
    {
        await using FakeEngine engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request.Contains("/info ", StringComparison.Ordinal) ? Info() : Head), cancellationToken);
            await Forever.UntilCancelled(cancellationToken);
        });
        using var cancelling = new CancellationTokenSource();
        Task<List<DockerEvent>> reading = ReadAsync(engine, 1, cancellationToken: cancelling.Token);
        await Eventually.BecomesTrue(() => _states.Any(state => state.IsConnected));
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading.WaitAsync(TimeSpan.FromSeconds(5)));

        // In the wait between two attempts too.
        await using FakeEngine nobody = FakeEngine.Create((_, _, _) => Task.CompletedTask);
        using var again = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Should.ThrowAsync<OperationCanceledException>(ReadAsync(nobody, 1, cancellationToken: again.Token).WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Engine_ThatTakesConnectionsAndEndsThem_IsTriedMoreAndMoreSeldom()
    {
        await using FakeEngine engine = StartEngine(_ => "");
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Should.ThrowAsync<OperationCanceledException>(() => ReadAsync(engine, 1, cancellationToken: bound.Token));
        engine.Requests.Count(text => text.Contains("/events", StringComparison.Ordinal)).ShouldBeInRange(2, 5); // at 0, 100, 300, 700, 1500 ms
    }

    private static string Event(int second, string action) =>
        $$"""{"status":"x","Type":"container","Action":"{{action}}","Actor":{"ID":"aa","Attributes":{"name":"web"} },"scope":"local","time":{{Start.ToUnixTimeSeconds() + second}},"timeNano":{{(Start.ToUnixTimeSeconds() + second) * Second}} }""" + "\n";

    private static string Info() => Answers.Sized($$"""{"ServerVersion":"1","SystemTime":"{{Start.ToOffset(TimeSpan.FromHours(2)):yyyy-MM-ddTHH:mm:ss.fffzzz}}"}""");

    private static DateTimeOffset SinceOf(string request)
    {
        string text = request.Split("since=")[1].Split(' ', '&')[0];
        return DateTimeOffset.UnixEpoch.AddTicks((long)(decimal.Parse(text, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
    }

    private static FakeEngine StartEngine(Func<int, string> connection)
    {
        FakeEngine engine = CreateEngine(connection);
        engine.Listen();
        return engine;
    }

    // Answers each connection with what is made of its number, and closes it.
    private static FakeEngine CreateEngine(Func<int, string> connection)
    {
        int connections = 0;
        return FakeEngine.Create((request, stream, cancellationToken) => stream.WriteAsync(
            Encoding.UTF8.GetBytes(request.Contains("/info ", StringComparison.Ordinal) ? Info() : Head + connection(connections++)), cancellationToken).AsTask());
    }

    private async Task<List<DockerEvent>> ReadAsync(FakeEngine engine, int count, EventOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        options ??= new EventOptions();
        options.ConnectionChanged += _states.Enqueue;
        var client = new DockerClient(new DockerClientOptions { Endpoint = engine.Path, Timeout = TimeSpan.FromSeconds(10) });
        var events = new List<DockerEvent>();
        await foreach (DockerEvent next in client.ReadEventsAsync(options, either.Token))
        {
            events.Add(next);
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }
}
