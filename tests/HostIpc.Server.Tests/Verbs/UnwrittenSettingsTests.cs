namespace HostIpc.Server.Verbs;

/// <summary>Settings that nobody writes: the server waits for them with a bound, and says so.</summary>
public sealed class UnwrittenSettingsTests : IDisposable
{
    private readonly ServerProcess _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Start_WhenTheSettingsAreAFifoThatNobodyWrites_ThenItEndsAndSaysSo()
    {
        string fifo = $"{_server.Path}/settings";
        _server.Environment["HOSTIPC_CONFIG"] = fifo;
        (int exitCode, string output) = await _server.RunAsync($"mkfifo {fifo}; exec $SERVER");
        exitCode.ShouldBe(78);
        output.ShouldContain($"{fifo} cannot be read: it is a FIFO, and nobody wrote to it within 5 s; a regular file is wanted");
    }

    [Fact]
    public async Task Check_WhenTheSettingsAreAFifoThatSomebodyWrites_ThenTheyAreRead()
    {
        string fifo = $"{_server.Path}/settings";
        _server.Environment["HOSTIPC_CONFIG"] = fifo;
        (int exitCode, string output) = await _server.RunAsync($"mkfifo {fifo}; echo '{{\"Fifo\":{{\"Concurrency\":0}}}}' > {fifo} & exec $SERVER check");
        exitCode.ShouldBe(78);
        output.ShouldContain("Fifo:Concurrency");
    }
}
