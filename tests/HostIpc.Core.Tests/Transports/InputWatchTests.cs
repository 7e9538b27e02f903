using System.Net.Sockets;
using HostIpc.Core.Tests.TestSupport;

namespace HostIpc.Transports;

public sealed class InputWatchTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly InputWatch _watch = InputWatch.Start();
    private readonly List<SocketPair> _pairs = [];

    public void Dispose()
    {
        _watch.Dispose();
        _pairs.ForEach(pair => pair.Dispose());
    }

    [Fact]
    public async Task Read_WhenSomethingComesAgainAndAgain_ThenAllOfItIsRead()
    {
        PeerStream stream = Open(out Socket peer);
        byte[] buffer = new byte[100];
        for (byte i = 0; i < 100; i++)
        {
            Task<int> reading = stream.ReadAsync(buffer).AsTask();
            peer.Send([i, i]);
            (await reading.WaitAsync(Bound)).ShouldBe(2);
            buffer[1].ShouldBe(i);
        }

        peer.Dispose();
        (await stream.ReadAsync(buffer).AsTask().WaitAsync(Bound)).ShouldBe(0);
    }

    [Fact]
    public async Task Read_WithAnEmptyBuffer_ThenItWaitsAndTakesNothing()
    {
        PeerStream stream = Open(out Socket peer);
        Task<int> waiting = stream.ReadAsync(Memory<byte>.Empty).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        peer.Send([7]);
        (await waiting.WaitAsync(Bound)).ShouldBe(0);
        byte[] buffer = new byte[2];
        (await stream.ReadAsync(buffer)).ShouldBe(1);
        buffer[0].ShouldBe((byte)7);
    }

    [Fact]
    public async Task Read_WhenItIsCancelled_ThenTheNextReadWaitsForItself()
    {
        PeerStream stream = Open(out Socket peer);
        byte[] buffer = new byte[2];
        for (int i = 0; i < 50; i++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<int> cancelled = stream.ReadAsync(buffer, cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => cancelled.WaitAsync(Bound));
            Task<int> reading = stream.ReadAsync(buffer).AsTask();
            peer.Send([1]);
            (await reading.WaitAsync(Bound)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Read_WhenTheSocketIsToBeClosed_ThenItEnds()
    {
        PeerStream stream = Open(out _);
        Task<int> reading = stream.ReadAsync(new byte[1]).AsTask();
        stream.EndInput();
        (await reading.WaitAsync(Bound)).ShouldBe(0);
        (await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Bound)).ShouldBe(0);
    }

    [Fact]
    public async Task Read_WhenTheWatchHasEnded_ThenItEnds()
    {
        PeerStream stream = Open(out _);
        Task<int> reading = stream.ReadAsync(new byte[1]).AsTask();
        _watch.Dispose();
        (await reading.WaitAsync(Bound)).ShouldBe(0);
        (await Open(out _).ReadAsync(new byte[1]).AsTask().WaitAsync(Bound)).ShouldBe(0);
    }

    [Fact]
    public async Task Write_WhenThePeerDoesNotRead_ThenTheRestIsWrittenOnceItDoes()
    {
        PeerStream stream = Open(out Socket peer);
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
        PeerStream stream = Open(out Socket peer);
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        await Should.ThrowAsync<IOException>(() => stream.WriteAsync(new byte[1]).AsTask().WaitAsync(Bound));
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
            PeerStream stream = Open(out Socket peer);
            blocking.Add(BlockAsync(stream));
            peer.Send([1]);
        }

        await Wait.UntilAsync(() => Volatile.Read(ref blocked) == count);
        PeerStream free = Open(out Socket other);
        Task<int> reading = free.ReadAsync(new byte[1]).AsTask();
        other.Send([1]);
        (await reading.WaitAsync(Bound)).ShouldBe(1);
        stuck.Set();
        await Task.WhenAll(blocking).WaitAsync(Bound);

        // Those that were put in their place leave again, and what comes then is served.
        Task<int> last = free.ReadAsync(new byte[1]).AsTask();
        other.Send([1]);
        (await last.WaitAsync(Bound)).ShouldBe(1);

        async Task BlockAsync(PeerStream stream)
        {
            _ = await stream.ReadAsync(new byte[1]).ConfigureAwait(false);
            Interlocked.Increment(ref blocked);
            stuck.Wait(Bound);
        }
    }

    private PeerStream Open(out Socket peer)
    {
        var pair = new SocketPair();
        _pairs.Add(pair);
        peer = pair.Client;
        return new PeerStream(pair.Server, _watch);
    }
}
