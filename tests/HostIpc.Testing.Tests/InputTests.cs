using System.Text;

namespace HostIpc.Testing;

public sealed class InputTests : IDisposable
{
    private readonly InMemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Input_WhenTheHandlerReadsIt_ThenItIsWholeAndRecorded()
    {
        _host.OnCommand("sort", static async call =>
        {
            string text = await call.ReadInputTextAsync();
            call.Reply(string.Join('\n', text.Split('\n').Order()));
        });
        await using HostIpcClient client = _host.CreateClient();

        CommandOutput output = await client.RunAsync(HostCommand.Program("sort"), new MemoryStream("b\nä\na"u8.ToArray())).Within();

        output.OutputText.ShouldBe("a\nb\nä");
        CommandCall call = _host.Calls[0];
        (call.OffersInput, call.ReceivedInputText).ShouldBe((true, "b\nä\na"));
    }

    [Fact]
    public async Task Input_WhenItIsMuchLongerThanTheWindow_ThenItIsEchoed()
    {
        byte[] data = new byte[2_000_003];
        new Random(1).NextBytes(data);
        _host.OnCommand("cat", static async call =>
        {
            byte[] buffer = new byte[10_000];
            int count;
            while ((count = await call.Input.ReadAsync(buffer)) > 0)
            {
                await call.WriteOutputAsync(buffer.AsMemory(0, count));
            }
        });
        await using HostIpcClient client = _host.CreateClient();

        (await client.RunAsync(HostCommand.Program("cat"), new MemoryStream(data)).Within()).Output.ToArray().AsSpan().SequenceEqual(data).ShouldBeTrue();
    }

    [Fact]
    public async Task Input_WhenNobodyReadsIt_ThenTheClientSendsNoMoreThanTheWindowAndTheConnectionServesTheNext()
    {
        var mayEnd = new TaskCompletionSource();
        _host.OnCommand("ignore", async call =>
        {
            await call.AcceptAsync();
            await mayEnd.Task;
            call.Reply("done");
        });
        _host.OnCommand("next", static call => call.Reply("next"));
        await using HostIpcClient client = _host.CreateClient();
        var input = new MemoryStream(new byte[1_000_000]);

        Task<CommandOutput> running = client.RunAsync(HostCommand.Program("ignore"), input);
        await Eventually.BecomesTrue(() => input.Position >= 64 * 1024);
        mayEnd.SetResult();
        (await running.Within()).OutputText.ShouldBe("done");
        input.Position.ShouldBeLessThan(1_000_000);
        _host.Calls[0].ReceivedInput.Length.ShouldBe(0);
        (await client.RunAsync("next").Within()).OutputText.ShouldBe("next");
    }

    [Fact]
    public async Task Input_WhenTheCommandTakesNone_ThenTheClientsStreamIsLeftAlone()
    {
        _host.OnCommand("x", static async call =>
        {
            await call.AcceptAsync(takesInput: false);
            (await call.Input.ReadAsync(new byte[1])).ShouldBe(0);
        });
        await using HostIpcClient client = _host.CreateClient();
        var input = new MemoryStream([1, 2, 3]);

        (await client.RunAsync(HostCommand.Program("x"), input).Within()).Result.ExitCode.ShouldBe(0);

        input.Position.ShouldBe(0);
    }

    [Fact]
    public async Task Input_WhenTheClientOffersNone_ThenItIsEmpty()
    {
        _host.OnCommand("cat", static async call => call.Reply($"[{await call.ReadInputTextAsync()}]"));
        await using HostIpcClient client = _host.CreateClient();

        (await client.RunAsync("cat").Within()).OutputText.ShouldBe("[]");
    }

    [Fact]
    public async Task Input_WhenItIsWrittenPieceByPiece_ThenEachIsAnswered()
    {
        _host.OnCommand("calc", static async call =>
        {
            using var lines = new StreamReader(call.Input, Encoding.UTF8);
            while (await lines.ReadLineAsync() is { } line)
            {
                await call.WriteOutputAsync($"{2 * int.Parse(line, System.Globalization.CultureInfo.InvariantCulture)}\n");
            }
        });
        await using HostIpcClient client = _host.CreateClient();
        await using RunningCommand command = await client.StartAsync(HostCommand.Program("calc"), withInput: true).Within();
        await using IAsyncEnumerator<OutputText> answers = command.ReadLinesAsync().GetAsyncEnumerator();

        for (int number = 0; number < 5; number++)
        {
            await command.WriteInputAsync(Encoding.UTF8.GetBytes($"{number}\n"));
            (await answers.MoveNextAsync().AsTask().Within()).ShouldBeTrue();
            answers.Current.Text.ShouldBe($"{2 * number}");
        }

        await command.CompleteInputAsync();
        (await answers.MoveNextAsync().AsTask().Within()).ShouldBeFalse();
        (await command.WaitAsync().Within()).ExitCode.ShouldBe(0);
    }
}
