using System.Net.Sockets;
using HostIpc.Transports.Testing;

namespace HostIpc.Transports.UnixSocket;

public sealed class UnixSocketContractTests() : TransportContractTests(static () => new Harness())
{
    private sealed class Harness : TransportHarness
    {
        private readonly TemporaryDirectory _directory = new();

        public override string Endpoint => $"unix:{_directory.Socket}";

        public override IConnectionListener CreateListener() => UnixTestListener.Make(_directory.Socket);

        public override Task<TransportClient> ConnectAsync(IConnectionListener listener)
        {
            var stream = new NetworkStream(UnixClient.Connect(_directory.Socket), ownsSocket: true);
            return Task.FromResult(new TransportClient(stream, stream));
        }

        public override void Dispose()
        {
            base.Dispose();
            _directory.Dispose();
        }
    }
}
