using HostIpc.Core.Tests.TestSupport;
using HostIpc.Policy;
using HostIpc.Protocol.Framing;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Core.Tests.Hosting;

/// <summary>A client that asks and does not read the answers is idle, whatever it sends.</summary>
public sealed class UnreadAnswerTests
{
    [Theory]
    [InlineData("Query", """{"what":"status"}""")]
    [InlineData("Ping", "0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task Answers_WhenTheyAreNotRead_ThenTheConnectionIsClosedInTime(string type, string payload)
    {
        await using TestServer server = await StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);

        Task flood = FloodAsync(client, Enum.Parse<FrameType>(type), payload);

        await server.UntilConnectionsAsync(0);
        await flood;
    }

    [Fact]
    public async Task Refusals_WhenTheyAreNotRead_ThenTheConnectionIsClosedInTime()
    {
        await using TestServer server = await StartAsync();
        MemoryClient client = server.Listener.Connect(answered: true);

        Task flood = Task.Run(async () =>
        {
            while (!(await client.Input.WriteAsync("denied\n"u8.ToArray())).IsCompleted)
            {
            }
        });

        await Eventually.BecomesTrue(() => server.Log.Records.Count > 500);
        await server.UntilConnectionsAsync(0);
        await flood;
    }

    [Fact]
    public async Task Answers_WhenTheyAreNotReadWhileACommandRuns_ThenItIsTheClientsOwnAffair()
    {
        await using TestServer server = await StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.BeginAsync("sleep 1.5; echo done");
        Task flood = FloodAsync(client, FrameType.Query, """{"what":"status"}""", times: 3000);

        await server.Log.WaitForAsync(record => record == "1 > done");

        string frames = await client.UntilAsync("exit");
        frames.ShouldContain("stdout done\n");
        frames.ShouldEndWith("exit 0");
        await flood;
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(
        options => options.Limits.IdleTimeout = TimeSpan.FromMilliseconds(500),
        builder => builder.Services.AddSingleton(new ReloadablePolicy(new ProfilePolicy())));

    private static Task FloodAsync(FrameClient client, FrameType type, string payload, int times = int.MaxValue) => Task.Run(async () =>
    {
        for (int i = 0; i < times && !client.IsClosed; i++)
        {
            await client.SendAsync(type, payload);
        }
    });
}
