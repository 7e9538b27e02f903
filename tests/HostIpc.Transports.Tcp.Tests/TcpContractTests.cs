using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HostIpc.Transports.Testing;

namespace HostIpc.Transports.Tcp;

public sealed class TcpContractTests() : TransportContractTests(static () => new Harness())
{
    private sealed class Harness : TransportHarness
    {
        private readonly string _where = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{TcpTestListener.FreePort()}");

        public override string Endpoint => $"tcp:{_where}";

        public override IConnectionListener CreateListener() => TcpTestListener.Make(_where);

        public override Task<TransportClient> ConnectAsync(IConnectionListener listener)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPEndPoint.Parse(_where));
            var stream = new NetworkStream(socket, ownsSocket: true);
            return Task.FromResult(new TransportClient(stream, stream));
        }
    }
}
