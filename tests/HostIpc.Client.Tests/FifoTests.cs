using System.Diagnostics;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Client;

public sealed class FifoTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly HostIpcClient _client;

    public FifoTests() => _client = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"fifo:{_directory.Fifo}", SendTimeout = TimeSpan.FromMilliseconds(300) });

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("fifo:{0}/channel")]
    [InlineData("unix:{0}/some.sock")]
    public async Task Send_WhenAServerReads_ThenTheLineIsThere(string endpoint)
    {
        using FileDescriptor reader = OpenFifo();
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = string.Format(null, endpoint, _directory.Path) });
        int before = Descriptors.Count();

        await client.SendAsync("ls -l 'ä'");
        await client.SendAsync("a\rb");

        Read(reader).ShouldBe("ls -l 'ä'\na\rb\n");
        Descriptors.Count().ShouldBe(before);
    }

    [Fact]
    public async Task Send_WhenTheLineIsAsLongAsTheKernelKeepsTogether_ThenItIsSentAndNotAByteMore()
    {
        using FileDescriptor reader = OpenFifo();

        await _client.SendAsync(new string('x', 4095));
        Read(reader).Length.ShouldBe(4096);

        await ShouldRefuse(new string('x', 4096), "4097 bytes", "4096", "socket");
        await ShouldRefuse(new string('ä', 2048), "4097 bytes");
        Read(reader).ShouldBe("");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\nb", "line feed")]
    [InlineData("a\n", "line feed")]
    [InlineData("a\0b", "NUL")]
    [InlineData("a\r", "carriage return")]
    public async Task Send_WhenTheLineIsNone_ThenItIsRefused(string line, string expected)
    {
        using FileDescriptor reader = OpenFifo();

        await ShouldRefuse(line, expected);

        Read(reader).ShouldBe("");
    }

    [Fact]
    public async Task Send_WhenTheLineIsNoUnicode_ThenItIsRefused()
    {
        using FileDescriptor reader = OpenFifo();

        await ShouldRefuse("a\ud800", "surrogate");

        Read(reader).ShouldBe("");
    }

    [Fact]
    public async Task Send_WhenThereIsNoFifo_ThenItSaysWhatToStart() => await ShouldRefuse("ls", _directory.Fifo, "does not exist", "start hostipcd");

    [Fact]
    public async Task Send_WhenNobodyReadsTheFifo_ThenItSaysWhatToStartAtOnce()
    {
        MakeFifo();
        var watch = Stopwatch.StartNew();
        await ShouldRefuse("ls", _directory.Fifo, "no server reads it", "start hostipcd");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Send_WhenItIsAFile_ThenNothingIsWrittenToIt()
    {
        await File.WriteAllTextAsync(_directory.Fifo, "");
        await ShouldRefuse("ls", "a regular file");
        (await File.ReadAllTextAsync(_directory.Fifo)).ShouldBe("");
    }

    [Fact]
    public async Task Send_WhenItIsALink_ThenItIsNotFollowed()
    {
        using FileDescriptor reader = OpenFifo();
        File.CreateSymbolicLink(_directory.Path + "/link", _directory.Fifo);
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"fifo:{_directory.Path}/link" });

        (await Should.ThrowAsync<HostIpcSendException>(client.SendAsync("ls"))).Message.ShouldContain("a symbolic link");

        Read(reader).ShouldBe("");
    }

    [Fact]
    public async Task Send_WhenItIsADevice_ThenItIsNotOpened()
    {
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = "fifo:/dev/null" });
        (await Should.ThrowAsync<HostIpcSendException>(client.SendAsync("ls"))).Message.ShouldContain("a character device");
    }

    [Fact]
    public async Task Send_WhenTheFifoIsFull_ThenItWaitsForRoomButNotForEver()
    {
        using FileDescriptor reader = OpenFifo();
        string line = new('x', 4095);
        int before = Descriptors.Count();
        for (int number = 0; number < 16; number++)
        {
            await _client.SendAsync(line);
        }

        var watch = Stopwatch.StartNew();
        await ShouldRefuse("ls", "full", "SendTimeout");
        watch.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(300));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));

        await using var patient = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"fifo:{_directory.Fifo}", SendTimeout = TimeSpan.FromSeconds(20) });
        using var cancellation = new CancellationTokenSource(50);
        await Should.ThrowAsync<OperationCanceledException>(Eventually.Ends(patient.SendAsync("ls", cancellation.Token)));
        Task sending = patient.SendAsync("last");
        sending.IsCompleted.ShouldBeFalse();
        string received = Read(reader);
        await Eventually.Ends(sending);
        received += Read(reader);
        received.Length.ShouldBe((16 * 4096) + "last\n".Length);
        received.ShouldEndWith("x\nlast\n");
        Descriptors.Count().ShouldBe(before);
    }

    [Fact]
    public async Task Send_WhenTheServerGoesWhileItIsFull_ThenThatIsSaid()
    {
        FileDescriptor reader = OpenFifo();
        await using var patient = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"fifo:{_directory.Fifo}", SendTimeout = TimeSpan.FromSeconds(20) });
        for (int number = 0; number < 16; number++)
        {
            await patient.SendAsync(new string('x', 4095));
        }

        Task sending = patient.SendAsync("last");
        sending.IsCompleted.ShouldBeFalse();
        reader.Dispose();

        (await Should.ThrowAsync<HostIpcSendException>(Eventually.Ends(sending, 5))).Message.ShouldContain("stopped reading");
    }

    [Fact]
    public async Task Send_WhenSeveralSendAtTheSameTime_ThenTheirLinesNeverMix()
    {
        using FileDescriptor reader = OpenFifo();
        const int lines = 300;
        await using var patient = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"fifo:{_directory.Fifo}", SendTimeout = TimeSpan.FromSeconds(20) });
        Task[] senders = [.. "abcd".Select(letter => Task.Run(async () =>
        {
            for (int number = 0; number < lines; number++)
            {
                await patient.SendAsync(new string(letter, 1000 + (number * 10)));
            }
        }))];
        var received = new StringBuilder();
        Task all = Task.WhenAll(senders);
        while (!all.IsCompleted)
        {
            received.Append(Read(reader));
            await Task.Yield();
        }

        await all;
        received.Append(Read(reader));

        string[] seen = received.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        seen.Length.ShouldBe(4 * lines);
        seen.ShouldAllBe(line => line.Distinct().Count() == 1);
        foreach (char letter in "abcd")
        {
            seen.Where(line => line[0] == letter).Select(line => line.Length).ShouldBe(Enumerable.Range(0, lines).Select(number => 1000 + (number * 10)));
        }
    }

    private async Task ShouldRefuse(string line, params string[] parts)
    {
        HostIpcSendException exception = await Should.ThrowAsync<HostIpcSendException>(Eventually.Ends(_client.SendAsync(line)));
        foreach (string part in parts)
        {
            exception.Message.ShouldContain(part);
        }

        exception.Message.ShouldNotContain("\n");
    }

    private void MakeFifo() => Libc.MkFifo(_directory.Fifo, 0x180).ShouldBe(0);

    private FileDescriptor OpenFifo()
    {
        MakeFifo();
        return FileDescriptor.TryOpen(_directory.Fifo, OpenFlags.ReadOnly | OpenFlags.NonBlocking).ShouldNotBeNull();
    }

    private static unsafe string Read(FileDescriptor fifo)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[65536];
        fixed (byte* start = buffer)
        {
            while (Libc.Read(fifo.Number, start, (nuint)buffer.Length) is > 0 and nint count)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, (int)count));
            }
        }

        return text.ToString();
    }
}
