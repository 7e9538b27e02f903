using System.Text.Json;

namespace HostIpc.Cli.Verbs;

public sealed class PingTests
{
    [Fact]
    public async Task Ping_WhenTheServerAnswers_ThenItSaysWhoAndHowFast()
    {
        await using var server = new CommandServer(conversation => conversation.Gone);
        CliResult result = await CliProcess.RunAsync(server.Endpoint, "ping");
        result.OutputText.ShouldMatch($@"^{server.Endpoint} answers: hostipcd 9\.8\.7, up 3 m, [0-9.]+ ms\n$");
        result.ExitCode.ShouldBe(0, result.Error);
    }

    [Fact]
    public async Task Ping_WhenJsonIsWanted_ThenItIsAnObjectOnALine()
    {
        await using var server = new CommandServer(conversation => conversation.Gone);
        CliResult result = await CliProcess.RunAsync(CliProcess.Nowhere, "ping", "--json", "--endpoint", server.Endpoint);
        JsonElement json = JsonDocument.Parse(result.OutputText).RootElement;
        json.GetProperty("endpoint").GetString().ShouldBe(server.Endpoint);
        json.GetProperty("version").GetString().ShouldBe("9.8.7");
        json.GetProperty("uptimeMs").GetInt64().ShouldBe(185000);
        json.GetProperty("roundTripMs").GetDouble().ShouldBeGreaterThan(0);
    }
}
