using System.Net;
using System.Net.Sockets;
using HostIpc.Client;

namespace HostIpc.Cli.Verbs;

internal sealed partial class NotifyVerb
{
    /// <summary>Sends a host a line over TCP.</summary>
    /// <param name="host">Its name or address; null for the host of this container.</param>
    /// <param name="port">Its port.</param>
    private sealed class Notifier(string? host, int port)
    {
        private const int MaxAddresses = 4;

        private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1);

        // A name is not looked up again by one who is in a hurry to end.
        private IPAddress[]? _resolved;

        /// <summary>Where it was received last: <c>172.17.0.1:47200</c>; null for nowhere.</summary>
        public IPEndPoint? Recipient => _resolved is [var address] ? new IPEndPoint(address, port) : null;

        /// <summary>Tries once, within some seconds.</summary>
        /// <returns>Null where it was heard; else why it was not.</returns>
        public async Task<string?> SendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
        {
            string? problem;
            (IPAddress[] addresses, problem) = await FindAsync(cancellationToken);
            for (int i = 0; i < addresses.Length && i < MaxAddresses; i++)
            {
                problem = await SendAsync(new IPEndPoint(addresses[i], port), line, cancellationToken);
                if (problem is null)
                {
                    _resolved = [addresses[i]];
                    return null;
                }
            }

            _resolved = null;
            return problem;
        }

        private async Task<(IPAddress[] Addresses, string? Problem)> FindAsync(CancellationToken cancellationToken)
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            bound.CancelAfter(host is null ? Timeout.InfiniteTimeSpan : AttemptTimeout); // finding its own host has a bound of its own
            try
            {
                return (_resolved ?? await HostAddress.FindAsync(host, bound.Token), null);
            }
            catch (HostIpcConnectionException e)
            {
                return ([], e.Message);
            }
            catch (OperationCanceledException)
            {
                return ([], $"the name {host} could not be resolved within {AttemptTimeout.TotalSeconds} s");
            }
        }

        private static async Task<string?> SendAsync(IPEndPoint endpoint, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            bound.CancelAfter(AttemptTimeout);
            bool isSent = false;
            try
            {
                using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(endpoint, bound.Token);
                await socket.SendAsync(line, bound.Token);
                socket.Shutdown(SocketShutdown.Send);
                isSent = true;

                // Who has heard it closes, and who does not let this address in resets.
                byte[] nothing = new byte[256];
                while (await socket.ReceiveAsync(nothing, bound.Token) > 0)
                {
                }

                return null;
            }
            catch (OperationCanceledException)
            {
                return isSent ? null : $"{endpoint} does not answer within {AttemptTimeout.TotalSeconds} s";
            }
            catch (SocketException e)
            {
                return e.SocketErrorCode switch
                {
                    SocketError.ConnectionRefused => $"nobody listens on {endpoint} (Lifecycle:ScriptDirectory and Lifecycle:Listen of the server)",
                    SocketError.ConnectionReset or SocketError.Shutdown => $"{endpoint} does not let this address in (Lifecycle:AllowFrom of the server)",
                    _ => $"{endpoint} cannot be reached: {e.Message}",
                };
            }
        }
    }
}
