using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Sockets;

public sealed class EpollReaderTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly EpollReader _watch = EpollReader.Start();
    private readonly List<SocketPair> _pairs = [];

    public void Dispose()
    {
        _watch.Dispose();
        _pairs.ForEach(pair => pair.Dispose());
    }

    [Fact]
    public async Task Read_WhenSomethingComesAgainAndAgain_ThenAllOfItIsRead()
    {
        PeerInput input = Open(out Socket peer);
        for (byte i = 0; i < 100; i++)
        {
            Task<byte[]> reading = ReadAsync(input);
            peer.Send([i, i]);
            (await reading.WaitAsync(Bound)).ShouldBe([i, i]);
        }

        peer.Dispose();
        (await ReadAsync(input).WaitAsync(Bound)).ShouldBeEmpty();
        (await input.ReadAsync()).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_WhenOnlyAPartIsTaken_ThenTheRestIsThereAndWhatComesBehindIt()
    {
        PeerInput input = Open(out Socket peer);
        peer.Send([1, 2, 3]);
        ReadResult result = await input.ReadAsync().AsTask().WaitAsync(Bound);
        input.AdvanceTo(result.Buffer.GetPosition(1), result.Buffer.End);
        input.TryRead(out _).ShouldBeFalse("all of it was examined");
        Task<ReadResult> more = input.ReadAsync().AsTask();
        more.IsCompleted.ShouldBeFalse("all of it was examined");
        peer.Send([4]);
        (await more.WaitAsync(Bound)).Buffer.ToArray().ShouldBe([2, 3, 4]);
        input.AdvanceTo(more.Result.Buffer.GetPosition(1));
        input.TryRead(out result).ShouldBeTrue("two bytes were not examined");
        result.Buffer.ToArray().ShouldBe([3, 4]);
    }

    [Fact]
    public async Task Read_WhenNothingIsTakenUntilItIsLong_ThenItIsWhole()
    {
        PeerInput input = Open(out Socket peer);
        byte[] sent = new byte[1_000_000];
        Random.Shared.NextBytes(sent);
        Task sending = peer.SendAsync(sent);
        ReadResult result = await input.ReadAsync().AsTask().WaitAsync(Bound);
        while (result.Buffer.Length < sent.Length)
        {
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await input.ReadAsync().AsTask().WaitAsync(Bound);
        }

        await sending.WaitAsync(Bound);
        result.Buffer.ToArray().AsSpan().SequenceEqual(sent).ShouldBeTrue();

        // Now bit by bit: what is left moves to the front, and stays what it is.
        peer.Send([1, 2, 3]);
        for (int taken = 0; taken < sent.Length; taken += 99_999)
        {
            result.Buffer.FirstSpan[0].ShouldBe(sent[taken]);
            input.AdvanceTo(result.Buffer.GetPosition(Math.Min(99_999, sent.Length - taken)), result.Buffer.End);
            result = taken == 0 ? await input.ReadAsync().AsTask().WaitAsync(Bound) : await AgainAsync();
        }

        result.Buffer.ToArray().ShouldBe([1, 2, 3]);

        async Task<ReadResult> AgainAsync()
        {
            input.CancelPendingRead();
            ReadResult after = await input.ReadAsync().AsTask().WaitAsync(Bound);
            after.IsCanceled.ShouldBeTrue();
            return after;
        }
    }

    [Fact]
    public async Task Read_WhenItIsCancelled_ThenTheNextReadWaitsForItself()
    {
        PeerInput input = Open(out Socket peer);
        for (int i = 0; i < 50; i++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<byte[]> cancelled = ReadAsync(input, cancellation.Token);
            await cancellation.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => cancelled.WaitAsync(Bound));
            Task<byte[]> reading = ReadAsync(input);
            peer.Send([1]);
            (await reading.WaitAsync(Bound)).ShouldBe([1]);
        }
    }

    [Fact]
    public async Task CancelPendingRead_WhenAReadWaitsOrIsToCome_ThenThatOneReadIsCancelledAndNothingIsLost()
    {
        PeerInput input = Open(out Socket peer);
        for (int i = 0; i < 200; i++)
        {
            Task<ReadResult> reading = i % 2 == 0 ? input.ReadAsync().AsTask() : Task.Run(() => input.ReadAsync().AsTask());
            input.CancelPendingRead();
            ReadResult result = await reading.WaitAsync(Bound);
            result.IsCanceled.ShouldBeTrue();
            result.IsCompleted.ShouldBeFalse();
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            peer.Send([(byte)i]);
            (await ReadAsync(input).WaitAsync(Bound)).ShouldBe([(byte)i]);
        }
    }

    [Fact]
    public async Task Read_WhenTheSocketIsToBeClosed_ThenItEnds()
    {
        PeerInput input = Open(out _);
        Task<ReadResult> reading = input.ReadAsync().AsTask();
        input.End();
        (await reading.WaitAsync(Bound)).IsCompleted.ShouldBeTrue();
        (await input.ReadAsync().AsTask().WaitAsync(Bound)).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_WhenTheWatchHasEnded_ThenItEnds()
    {
        PeerInput input = Open(out _);
        Task<ReadResult> reading = input.ReadAsync().AsTask();
        _watch.Dispose();
        (await reading.WaitAsync(Bound)).IsCompleted.ShouldBeTrue();
        (await Open(out _).ReadAsync().AsTask().WaitAsync(Bound)).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_WhenThePeerResetIt_ThenItEnds()
    {
        PeerInput input = Open(out Socket peer);
        Task<ReadResult> reading = input.ReadAsync().AsTask();
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        (await reading.WaitAsync(Bound)).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_WhenItCountsAgainstAnAccount_ThenAPartThatWaitsIsCountedAndTheEndGivesItBack()
    {
        var account = new FixedBudget(1 << 20);
        PeerInput input = Open(out Socket peer);
        input.Budget = account;
        peer.Send(new byte[200_000]);
        ReadResult result = await input.ReadAsync().AsTask().WaitAsync(Bound);
        while (result.Buffer.Length < 200_000)
        {
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await input.ReadAsync().AsTask().WaitAsync(Bound);
        }

        account.Held.ShouldBeInRange(200_000, 600_000);
        input.AdvanceTo(result.Buffer.GetPosition(199_000), result.Buffer.End);
        Task<ReadResult> rest = input.ReadAsync().AsTask();
        await Eventually.BecomesTrue(() => account.Held == 0);
        peer.Send([1]);
        (await rest.WaitAsync(Bound)).Buffer.Length.ShouldBe(1001);
        input.Complete();
        account.Held.ShouldBe(0);
    }

    [Fact]
    public async Task Read_WhenTheAccountIsUsedUp_ThenShortPiecesAreReadAndAPartThatGrowsEnds()
    {
        var account = new FixedBudget(1);
        PeerInput input = Open(out Socket peer);
        input.Budget = account;
        peer.Send([1, 2, 3]);
        ReadResult result = await input.ReadAsync().AsTask().WaitAsync(Bound);
        result.Buffer.ToArray().ShouldBe([1, 2, 3]);
        input.AdvanceTo(result.Buffer.End);
        peer.Send(new byte[100_000]);
        result = await input.ReadAsync().AsTask().WaitAsync(Bound);
        while (!result.IsCompleted)
        {
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await input.ReadAsync().AsTask().WaitAsync(Bound);
        }

        input.IsOverBudget.ShouldBeTrue();
        account.Held.ShouldBe(0);
    }

    [Fact]
    public async Task Read_WhenSomethingWasSentOutOfBand_ThenItEnds()
    {
        foreach (byte[] before in (byte[][])[[], [1, 2]])
        {
            PeerInput input = Open(out Socket peer);
            int written = 0;
            input.Gone = isCut => written += isCut ? 1 : 0;
            if (before.Length > 0)
            {
                peer.Send(before);
            }

            peer.Send([33], SocketFlags.OutOfBand);
            ReadResult result = await input.ReadAsync().AsTask().WaitAsync(Bound);
            while (!result.IsCompleted)
            {
                input.AdvanceTo(result.Buffer.End);
                result = await input.ReadAsync().AsTask().WaitAsync(Bound);
            }

            (input.IsOutOfBand, written).ShouldBe((true, 1));
        }
    }

    [Fact]
    public async Task Write_WhenThePeerDoesNotRead_ThenTheRestIsWrittenOnceItDoes()
    {
        SocketConnection.PeerOutput stream = OpenOutput(out Socket peer, bufferBytes: 64 << 10);
        byte[] sent = new byte[4 << 20];
        Random.Shared.NextBytes(sent);
        Task writing = stream.WriteAsync(sent).AsTask();
        writing.IsCompleted.ShouldBeFalse();
        byte[] received = new byte[sent.Length];
        for (int count = 0; count < received.Length;)
        {
            count += await peer.ReceiveAsync(received.AsMemory(count)).AsTask().WaitAsync(Bound);
        }

        await writing.WaitAsync(Bound);
        received.AsSpan().SequenceEqual(sent).ShouldBeTrue();
    }

    [Fact]
    public async Task Write_WhenThePeerHasGone_ThenItIsAnInputOutputError()
    {
        SocketConnection.PeerOutput stream = OpenOutput(out Socket peer);
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        await Should.ThrowAsync<IOException>(() => stream.WriteAsync(new byte[1]).AsTask().WaitAsync(Bound));
    }

    [Fact]
    public async Task Threads_WhenPeersAlwaysHaveMore_ThenAnotherHasItsTurn()
    {
        int reads = 0;
        bool isOver = false;
        Task[] floods = [.. Enumerable.Range(0, ConnectionThreads.Count).Select(_ => FloodAsync(Open(out Socket peer), peer))];
        PeerInput input = Open(out Socket other);
        await Eventually.BecomesTrue(() => Volatile.Read(ref reads) > 10_000);
        int least = int.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            Task<int> reading = ReadsWhenReadAsync();
            int before = Volatile.Read(ref reads);
            other.Send([1]);
            least = Math.Min(least, await reading.WaitAsync(Bound) - before);
        }

        Volatile.Write(ref isOver, true);
        await Task.WhenAll(floods).WaitAsync(Bound);
        least.ShouldBeLessThan(1000, "reads of the others, each of which may have a turn or two before");

        async Task FloodAsync(PeerInput flood, Socket peer)
        {
            Task<ReadResult> first = flood.ReadAsync().AsTask();
            peer.Send([1]);
            flood.AdvanceTo((await first).Buffer.End);
            peer.Send([1]);
            while (!Volatile.Read(ref isOver))
            {
                flood.AdvanceTo((await flood.ReadAsync()).Buffer.End);
                Interlocked.Increment(ref reads);
                peer.Send([1]);
            }
        }

        async Task<int> ReadsWhenReadAsync()
        {
            input.AdvanceTo((await input.ReadAsync()).Buffer.End);
            return Volatile.Read(ref reads);
        }
    }

    [Fact]
    public async Task Threads_WhenWhatTheyRunIsStuck_ThenOthersServeTheRest()
    {
        using var stuck = new ManualResetEventSlim();
        int count = Environment.ProcessorCount + 3;
        int blocked = 0;
        var blocking = new List<Task>();
        for (int i = 0; i < count; i++)
        {
            PeerInput input = Open(out Socket peer);
            blocking.Add(BlockAsync(input));
            peer.Send([1]);
        }

        await Eventually.BecomesTrue(() => Volatile.Read(ref blocked) == count);
        PeerInput free = Open(out Socket other);
        Task<byte[]> reading = ReadAsync(free);
        other.Send([1]);
        (await reading.WaitAsync(Bound)).ShouldBe([1]);
        stuck.Set();
        await Task.WhenAll(blocking).WaitAsync(Bound);

        // Those that were put in their place leave again, and what comes then is served.
        Task<byte[]> last = ReadAsync(free);
        other.Send([1]);
        (await last.WaitAsync(Bound)).ShouldBe([1]);

        async Task BlockAsync(PeerInput input)
        {
            _ = await input.ReadAsync().ConfigureAwait(false);
            Interlocked.Increment(ref blocked);
            stuck.Wait(Bound);
        }
    }

    private static async Task<byte[]> ReadAsync(PeerInput input, CancellationToken cancellationToken = default)
    {
        ReadResult result = await input.ReadAsync(cancellationToken);
        byte[] bytes = result.Buffer.ToArray();
        input.AdvanceTo(result.Buffer.End);
        return bytes;
    }

    private PeerInput Open(out Socket peer) => new(OpenPair(out peer), _watch);

    private SocketConnection.PeerOutput OpenOutput(out Socket peer, int? bufferBytes = null) => new(OpenPair(out peer, bufferBytes));

    private Socket OpenPair(out Socket peer, int? bufferBytes = null)
    {
        var pair = new SocketPair(bufferBytes);
        _pairs.Add(pair);
        peer = pair.Client;
        return pair.Server;
    }
}
