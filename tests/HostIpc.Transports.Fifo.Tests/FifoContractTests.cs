using HostIpc.Transports.Testing;

namespace HostIpc.Transports.Fifo;

public sealed class FifoContractTests() : TransportContractTests(static () => new Harness())
{
    private sealed class Harness : TransportHarness
    {
        private readonly TemporaryDirectory _directory = new();

        public override string Endpoint => $"fifo:{_directory.Fifo}";

        public override bool HasConnectionPerClient => false;

        public override bool HasOutput => false;

        public override IConnectionListener CreateListener() => LineServer.Make(_directory.Fifo).Listener;

        public override Task<TransportClient> ConnectAsync(IConnectionListener listener) =>
            Task.FromResult(new TransportClient(new FileStream(_directory.Fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)));

        public override void Dispose()
        {
            base.Dispose();
            _directory.Dispose();
        }
    }
}
