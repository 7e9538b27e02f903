using HostIpc.Core.Tests.TestSupport;
using HostIpc.Transports;
using HostIpc.Transports.Testing;

namespace HostIpc.Core.Tests.Contracts;

public sealed class MemoryContractTests() : TransportContractTests(static () => new Harness())
{
    private sealed class Harness : TransportHarness
    {
        public override string Endpoint => "memory:";

        public override bool IsExclusive => false;

        public override IConnectionListener CreateListener() => new MemoryListener();

        public override Task<TransportClient> ConnectAsync(IConnectionListener listener)
        {
            MemoryClient client = ((MemoryListener)listener).Connect(answered: true);
            return Task.FromResult(new TransportClient(client.Input.AsStream(), client.Output!.AsStream()));
        }
    }
}
