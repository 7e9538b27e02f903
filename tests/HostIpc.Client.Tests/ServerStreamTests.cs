using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Client;

public sealed class ServerStreamTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly string _path = $"/tmp/hostipc-{Guid.NewGuid():N}.sock";
    private readonly Socket _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<IDisposable> _open = [];

    public ServerStreamTests()
    {
        _listening.Bind(new UnixDomainSocketEndPoint(_path));
        _listening.Listen();
    }

    public void Dispose()
    {
        _open.ForEach(each => each.Dispose());
        _listening.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public async Task Read_WhenItBlocksAndTheAnswerComesSoon_ThenItsCallerHasWaitedForItAndNothingElseWasStarted()
    {
        ServerStream stream = Open(blocks: true, out Socket server, new StandingClock());
        bool isLong = false;
        stream.BeforeWaiting(() => isLong = true);
        byte[] buffer = new byte[4];
        int before = Environment.CurrentManagedThreadId;
        Task sending = Task.Run(async () =>
        {
            await SimulatedWork.Takes(10, CancellationToken.None);
            server.Send([1, 2]);
        });
        ValueTask<int> reading = stream.ReadAsync(buffer);
        reading.IsCompletedSuccessfully.ShouldBeTrue();
        (await reading).ShouldBe(2);
        Environment.CurrentManagedThreadId.ShouldBe(before);
        isLong.ShouldBeFalse();
        await sending;
    }

    [Fact]
    public async Task Read_WhenItBlocksAndNothingComesForLong_ThenThatIsToldOnceAndItsCallerStillWaits()
    {
        ServerStream stream = Open(blocks: true, out Socket server);
        int waits = 0;
        stream.BeforeWaiting(() => Interlocked.Increment(ref waits));
        Task<int> reading = Task.Run(async () =>
        {
            byte[] buffer = new byte[1];
            int sum = 0;
            for (int i = 0; i < 3; i++)
            {
                ValueTask<int> read = stream.ReadAsync(buffer);
                read.IsCompletedSuccessfully.ShouldBeTrue();
                (await read).ShouldBe(1);
                sum += buffer[0];
            }

            (await stream.ReadAsync(buffer)).ShouldBe(0);
            return sum;
        });
        for (byte i = 1; i <= 3; i++)
        {
            await Eventually.BecomesTrue(() => Volatile.Read(ref waits) == 1);
            reading.IsCompleted.ShouldBeFalse();
            server.Send([i]);
        }

        server.Dispose();
        (await reading.WaitAsync(Bound)).ShouldBe(6);
        waits.ShouldBe(1);
    }

    [Fact]
    public async Task Read_WhenItDoesNotBlock_ThenThatIsToldAndItsCallerGoesOn()
    {
        ServerStream stream = Open(blocks: false, out Socket server);
        int waits = 0;
        stream.BeforeWaiting(() => waits++);
        byte[] buffer = new byte[4];
        for (byte i = 0; i < 3; i++)
        {
            Task<int> reading = stream.ReadAsync(buffer).AsTask();
            reading.IsCompleted.ShouldBeFalse();
            waits.ShouldBe(1);
            server.Send([i]);
            (await reading.WaitAsync(Bound)).ShouldBe(1);
            buffer[0].ShouldBe(i);
        }

        server.Dispose();
        (await stream.ReadAsync(buffer).AsTask().WaitAsync(Bound)).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_WhenSomebodyReads_ThenThatEnds(bool blocks)
    {
        ServerStream stream = Open(blocks, out _);
        using var begun = new ManualResetEventSlim();
        Task reading = Task.Run(async () =>
        {
            begun.Set();
            return await stream.ReadAsync(new byte[1]);
        });
        begun.Wait(Bound).ShouldBeTrue();
        await Never.Within(TimeSpan.FromMilliseconds(20), () => reading.IsCompleted, "nothing shows that a thread is blocked in poll(2)");
        stream.Dispose();
        await reading.WaitAsync(Bound).ContinueWith(static _ => { }, TaskScheduler.Default);
        reading.IsCompleted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_WhenSomebodyWritesWhatTheServerDoesNotRead_ThenThatFails(bool blocks)
    {
        ServerStream stream = Open(blocks, out Socket server);
        Task writing = Task.Run(() => stream.WriteAsync(new byte[4 << 20]).AsTask());
        await Eventually.BecomesTrue(() => server.Available > 100_000);
        writing.IsCompleted.ShouldBeFalse();
        stream.Dispose();
        await writing.WaitAsync(Bound).ContinueWith(static _ => { }, TaskScheduler.Default);
        writing.IsFaulted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_WhenTheServerDoesNotRead_ThenTheRestIsWrittenOnceItDoes(bool blocks)
    {
        ServerStream stream = Open(blocks, out Socket server);
        byte[] sent = new byte[4 << 20];
        Random.Shared.NextBytes(sent);
        Task writing = Task.Run(() => stream.WriteAsync(sent).AsTask());
        await Eventually.BecomesTrue(() => server.Available > 100_000);
        writing.IsCompleted.ShouldBeFalse();
        byte[] received = new byte[sent.Length];
        for (int count = 0; count < received.Length;)
        {
            count += await server.ReceiveAsync(received.AsMemory(count)).AsTask().WaitAsync(Bound);
        }

        await writing.WaitAsync(Bound);
        received.AsSpan().SequenceEqual(sent).ShouldBeTrue();
    }

    [Fact]
    public void IsQuiet_WhenSomethingCameOrTheServerWent_ThenNot()
    {
        ServerStream stream = Open(blocks: false, out Socket server);
        stream.IsQuiet.ShouldBeTrue();
        server.Send([1]);
        stream.IsQuiet.ShouldBeFalse();
        ServerStream other = Open(blocks: false, out server);
        server.Dispose();
        other.IsQuiet.ShouldBeFalse();
        other.Dispose();
        other.IsQuiet.ShouldBeFalse();
    }

    [Fact]
    public void Write_WhenTheServerHasGone_ThenItIsAnInputOutputErrorInWords()
    {
        ServerStream stream = Open(blocks: false, out Socket server);
        server.Dispose();
        Should.Throw<IOException>(() => stream.WriteAsync(new byte[1]).AsTask().GetAwaiter().GetResult()).Message.ShouldBe("Broken pipe");
    }

    private unsafe ServerStream Open(bool blocks, out Socket server, TimeProvider? time = null)
    {
        var client = new FileDescriptor(Libc.Socket(Libc.UnixDomain, Libc.StreamSocket | Libc.SocketNonBlocking | Libc.SocketCloseOnExec, 0));
        var address = UnixAddress.Of(_path);
        Libc.Connect(client.Number, &address, (uint)sizeof(UnixAddress)).ShouldBe(0);
        server = _listening.Accept();
        var stream = new ServerStream(client, blocks, time ?? TimeProvider.System);
        _open.Add(server);
        _open.Add(stream);
        return stream;
    }

    // However late an answer comes, it comes soon.
    private sealed class StandingClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
