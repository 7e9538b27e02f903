using HostIpc.Core.Tests.TestSupport;

namespace HostIpc.Core.Tests.Hosting;

/// <summary>What a web page makes a browser send to a port where commands are read.</summary>
public sealed class HttpClientTests
{
    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost:47201\r\nOrigin: http://example.org\r\nContent-Length: 10\r\n\r\necho ran\n\n")]
    [InlineData("echo early\nHost: localhost\necho ran\n")]
    public async Task Lines_WhenTheyAreAnHttpRequest_ThenTheConnectionEndsAndItsBodyIsNotRun(string sent)
    {
        await using TestServer server = await TestServer.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            MemoryClient client = server.Listener.Connect(answered: true);
            await client.SendAsync(sent);
            (await client.ReadToEndAsync()).ShouldEndWith("hostipc: malformed\n");
        }

        server.Log.Records.ShouldNotContain(record => record.Contains("echo ran", StringComparison.Ordinal));
        server.Log.Records.Count(record => record.Contains("an HTTP request", StringComparison.Ordinal)).ShouldBe(1, "once a minute");
    }

    [Fact]
    public async Task Lines_WhenTheyComeByAFifo_ThenTheyAreLines()
    {
        await using TestServer server = await TestServer.StartAsync();
        (await server.RunAsync("Host: x\necho ran\n")).ShouldContain(record => record.EndsWith("> ran", StringComparison.Ordinal));
    }
}
