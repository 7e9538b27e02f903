using HostIpc.Core.Tests.TestSupport;
using HostIpc.Transports;
using HostIpc.Transports.Testing;

namespace HostIpc.Core.Tests.Contracts;

/// <summary>The contract tells of a transport that does not keep it.</summary>
public sealed class BrokenTransportTests
{
    [Theory]
    [InlineData("Endpoint_OfAnyListener_IsWhatAClientIsGiven", "the listener's endpoint is memory:, and clients are given memory:other")]
    [InlineData("Bind_WhenSomebodyServesTheEndpoint_IsRefusedAndNamesIt", "a second listener could bind to memory:; an EndpointException is expected")]
    [InlineData("Output_WhenWritten_ReachesTheClient", "the connection has an output, and the harness says that there is no way back")]
    public async Task Verify_WhenATransportDoesNotKeepARule_ThenItSaysWhatWasFound(string rule, string message)
    {
        using var harness = new Harness();

        (await Should.ThrowAsync<TransportContractException>(() => TransportContract.VerifyAsync(rule, harness))).Message.ShouldBe(message);
    }

    [Fact]
    public async Task Verify_WhenTheTransportThrows_ThenTheRuleAndTheReasonAreTold()
    {
        using var harness = new Harness();

        TransportContractException failed = await Should.ThrowAsync<TransportContractException>(() => TransportContract.VerifyAsync("Client_WhenItGoesAway_EndsOnlyItsOwnConnection", harness));

        failed.Message.ShouldBe("Client_WhenItGoesAway_EndsOnlyItsOwnConnection: no client today");
        failed.InnerException.ShouldBeOfType<IOException>();
    }

    [Fact]
    public async Task Verify_WhenThereIsNoSuchRule_ThenItSaysSo()
    {
        using var harness = new Harness();

        (await Should.ThrowAsync<ArgumentException>(() => TransportContract.VerifyAsync("Nothing", harness))).Message.ShouldContain("no rule Nothing");
    }

    // It says of a transport in memory what is not so.
    private sealed class Harness : TransportHarness
    {
        private bool _isConnected;

        public override string Endpoint => "memory:other";

        public override bool HasOutput => false;

        public override IConnectionListener CreateListener() => new MemoryListener();

        public override Task<TransportClient> ConnectAsync(IConnectionListener listener)
        {
            if (_isConnected)
            {
                throw new IOException("no client today");
            }

            _isConnected = true;
            MemoryClient client = ((MemoryListener)listener).Connect(answered: true);
            return Task.FromResult(new TransportClient(client.Input.AsStream(), client.Output!.AsStream()));
        }
    }
}
