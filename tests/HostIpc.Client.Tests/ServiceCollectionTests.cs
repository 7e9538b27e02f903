using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Client;

public sealed class ServiceCollectionTests
{
    [Fact]
    public async Task AddHostIpcClient_WhenResolved_ThenThereIsOneClientWithTheseSettingsAndEitherDisposalWorks()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        var services = new ServiceCollection();
        services.AddHostIpcClient(options => options.Endpoint = server.Endpoint).ShouldBeSameAs(services);

        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            HostIpcClient client = provider.GetRequiredService<HostIpcClient>();
            client.ShouldBeSameAs(provider.GetRequiredService<HostIpcClient>());
            await Eventually.Ends(client.PingAsync());
        }

        await Eventually.BecomesTrue(() => server.Open == 0);
        await services.BuildServiceProvider().DisposeAsync();
    }

    [Fact]
    public void Endpoint_WhenTheVariableIsNotSet_ThenItIsTheDefaultSocket() =>
        new HostIpcClientOptions().Endpoint.ShouldBe(Environment.GetEnvironmentVariable("HOSTIPC_ENDPOINT") ?? "unix:/ipc/hostipc.sock");
}
