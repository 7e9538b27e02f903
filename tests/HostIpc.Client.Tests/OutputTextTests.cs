using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

public sealed class OutputTextTests
{
    private static readonly HostCommand Command = HostCommand.Program("x");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task ReadText_WhereverThePiecesEnd_ThenNoCharacterIsCut(int size)
    {
        const string text = "été €uro 😀 fin";
        await using var server = new FakeServer(peer => SendAsync(peer, text, size));
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await client.StartAsync(Command);
        var all = new StringBuilder();

        await foreach (OutputText piece in command.ReadTextAsync())
        {
            piece.Kind.ShouldBe(OutputKind.Stdout);
            piece.Text.ShouldNotContain('\ufffd');
            all.Append(piece.Text);
        }

        all.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task ReadLines_WhereverThePiecesEnd_ThenTheLinesAreThoseOfTheCommand(int size)
    {
        await using var server = new FakeServer(peer => SendAsync(peer, "été\n\r\n two\r\n😀 last", size));
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await client.StartAsync(Command);
        var lines = new List<string>();

        await foreach (OutputText line in command.ReadLinesAsync())
        {
            lines.Add(line.Text);
        }

        lines.ShouldBe(["été", "", " two", "😀 last"]);
    }

    [Fact]
    public async Task ReadLines_WhenOneIsLongerThanItMayBe_ThenItComesInSeveralThatCutNoCharacter()
    {
        await using var server = new FakeServer(peer => SendAsync(peer, "abcde\n😀😀\n", 100));
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await client.StartAsync(Command);
        var lines = new List<string>();

        await foreach (OutputText line in command.ReadLinesAsync(maxLength: 3))
        {
            lines.Add(line.Text);
        }

        lines.ShouldBe(["abc", "de", "😀", "😀"]);
    }

    [Fact]
    public async Task WriteInput_WhenNobodyReadsTheOutputOfWhatEchoesIt_ThenItEndsAndTheOutputIsThere()
    {
        byte[] data = new byte[1024 * 1024];
        new Random(1).NextBytes(data);
        await using var server = new FakeServer(Scripts.EchoInputAsync);
        await using HostIpcClient client = server.NewClient();
        await using RunningCommand command = await client.StartAsync(HostCommand.Program("cat"), withInput: true);

        await Eventually.Ends(command.WriteInputAsync(data).AsTask());
        await Eventually.Ends(command.CompleteInputAsync().AsTask());

        var output = new MemoryStream();
        await foreach (OutputChunk chunk in command.ReadOutputAsync())
        {
            output.Write(chunk.Data.Span);
        }

        output.ToArray().ShouldBe(data);
        (await Eventually.Ends(command.WaitAsync())).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task WriteInput_WhenMoreOutputComesThanIsKept_ThenItSaysSo()
    {
        await using var server = new FakeServer(Scripts.EchoInputAsync);
        await using HostIpcClient client = server.NewClient(options => options.MaxBufferedOutput = 100_000);
        await using RunningCommand command = await client.StartAsync(HostCommand.Program("cat"), withInput: true);

        HostIpcOutputTooLargeException failed = await Should.ThrowAsync<HostIpcOutputTooLargeException>(() => Eventually.Ends(command.WriteInputAsync(new byte[1024 * 1024]).AsTask()));

        failed.MayHaveRun.ShouldBeTrue();
    }

    [Fact]
    public async Task Input_WhenTheCommandTakesNone_ThenNothingIsReadOrSent()
    {
        int sent = 0;
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            await peer.AcceptAsync(takesInput: false);
            await peer.ExitAsync();
            while (await peer.ReadAsync() is not null)
            {
                sent++;
            }
        });
        await using (HostIpcClient client = server.NewClient())
        {
            var input = new MemoryStream([1, 2, 3]);
            (await Eventually.Ends(client.RunAsync(Command, input))).Result.ExitCode.ShouldBe(0);
            input.Position.ShouldBe(0);
        }

        await Eventually.BecomesTrue(() => server.Open == 0);
        sent.ShouldBe(0);
    }

    private static async Task SendAsync(FakePeer peer, string text, int size)
    {
        await peer.BeginAsync();
        foreach (byte[] piece in Encoding.UTF8.GetBytes(text).Chunk(size))
        {
            await peer.SendAsync(FrameType.Stdout, piece);
        }

        await peer.ExitAsync();
    }
}
