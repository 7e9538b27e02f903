using System.Text;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Logging;

public sealed class CommandLogTests
{
    private readonly List<string> _calls = [];
    private readonly ManualTime _time = new();

    [Fact]
    public void Record_WhenItIsWritten_ThenEverySinkHasItWithTheTimeAndIsFlushed()
    {
        using var log = new CommandLog([new Sink("a", _calls), new Settling("b", _calls)], _time);
        log.IsEnabled.ShouldBeTrue();
        Calls(() => log.Received(7, Peer.Fifo, "ls"u8)).ShouldBe(["a Received 7 [fifo] ls", "b Received 7 [fifo] ls", "a flush", "b flush"]);
        Calls(() => log.Noticed(7, null, "n")).ShouldBe(["a Noticed 7 [] n", "b Noticed 7 [] n", "a flush", "b flush"]);
        Calls(() => log.Refused(7, Peer.Fifo, new Rejection(RejectionReason.Denied, "no"), "ls"u8)).ShouldBe(["a Refused 7 [fifo] ls Denied no", "b Refused 7 [fifo] ls Denied no", "a flush", "b flush at once"]);
        Calls(() => log.Ended(7, new CommandResult { ExitCode = 3 })).ShouldBe(["a Ended 7 []  3", "b Ended 7 []  3", "a flush", "b flush at once"]);
        Calls(() => log.Output(7, OutputKind.Stdout, "o"u8)).ShouldBe(["a Output 7 [] o", "b Output 7 [] o"]);
        Calls(() => log.Output(7, OutputKind.Stderr, "e"u8, isLate: true)).ShouldBe(["a Error 7 [] e late", "b Error 7 [] e late"]);
        Calls(log.Flush).ShouldBe(["a flush", "b flush"]);
    }

    [Fact]
    public void Server_WhenItStartsOrStops_ThenOnlyALogThatIsOpenedHasIt()
    {
        using var log = new CommandLog([new Sink("a", _calls), new Settling("b", _calls)], _time);
        Calls(() => log.Server("started")).ShouldBe(["b Server 0 [] started", "b flush"]);
    }

    [Fact]
    public void Open_WhenThereAreSeveralLogs_ThenTheHighestIdAndWhatOneHasUnfinishedAreFound()
    {
        using var log = new CommandLog(
            [new Settling("a", _calls) { History = new LogHistory(9, [3, 4]) }, new Sink("b", _calls), new Settling("c", _calls) { History = new LogHistory(5, []) }], _time);
        LogHistory found = log.Open();
        found.LastId.ShouldBe(9);
        found.Unfinished.ShouldBe([3, 4]);
        using var other = new CommandLog([new Settling("a", _calls) { History = new LogHistory(1, [1]) }, new Settling("c", _calls) { History = new LogHistory(5, [2]) }], _time);
        found = other.Open();
        found.LastId.ShouldBe(5);
        found.Unfinished.ShouldBe([2]);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public void WaitUntilWritten_WhenOneIsNot_ThenAllAreWaitedForAndItIsNot(bool first, bool second, bool expected)
    {
        using var log = new CommandLog([new Settling("a", _calls) { IsWritten = first }, new Sink("b", _calls), new Settling("c", _calls) { IsWritten = second }], _time);
        log.WaitUntilWritten().ShouldBe(expected);
        _calls.ShouldBe(["a wait", "c wait"]);
    }

    [Fact]
    public void Refusals_WhenAPeerHasTooMany_ThenTheNextIsNotListedUnlessThereIsNoLog()
    {
        PeerKey key = PeerKey.Of(Peer.Fifo);
        using var log = new CommandLog([new Sink("a", _calls)], _time, maxRefusals: 1);
        log.IsOverRefusals(key).ShouldBeFalse();
        log.TryTakeRefusal(Peer.Fifo, key).ShouldBeTrue();
        log.IsOverRefusals(key).ShouldBeTrue();
        Calls(() => log.TryTakeRefusal(Peer.Fifo, key).ShouldBeFalse())[0].ShouldStartWith("a Noticed 0 [fifo] more than 1 refused");
        Calls(log.Dispose)[0].ShouldStartWith("a Noticed 0 [fifo] 1 refused requests");

        using var none = new CommandLog([], _time, maxRefusals: 1);
        none.IsEnabled.ShouldBeFalse();
        none.TryTakeRefusal(Peer.Fifo, key);
        none.IsOverRefusals(key).ShouldBeFalse();
        none.WaitUntilWritten().ShouldBeTrue();
    }

    private List<string> Calls(Action act)
    {
        _calls.Clear();
        act();
        return [.. _calls];
    }

    private class Sink(string name, List<string> calls) : ICommandLogSink
    {
        protected void Call(string subject) => calls.Add($"{name} {subject}");

        public void Write(in LogRecord record)
        {
            record.Time.ShouldBe(new ManualTime().GetUtcNow());
            Call($"{record.Kind} {record.Id} [{record.Peer}] {Encoding.UTF8.GetString(record.Text)}{(record.IsLate ? " late" : "")}"
                + (record.Rejection is { } rejection ? $" {rejection.Reason} {rejection.Message}" : "") + (record.Result is { } result ? $" {result.ExitCode}" : ""));
        }

        public void Flush() => Call("flush");
    }

    private sealed class Settling(string name, List<string> calls) : Sink(name, calls), ISettlingLogSink, ILogLifetime
    {
        public LogHistory History { get; init; } = LogHistory.None;

        public bool IsWritten { get; init; } = true;

        public LogHistory Open() => History;

        public void FlushAtOnce() => Call("flush at once");

        public bool WaitUntilWritten()
        {
            Call("wait");
            return IsWritten;
        }
    }
}
