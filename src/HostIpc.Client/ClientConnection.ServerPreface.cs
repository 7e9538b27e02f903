using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

internal sealed partial class ClientConnection
{
    /// <summary>
    /// The first line of a server. What is not the preface is either a rejection in a line (<c>hostipc: busy</c>), of a server that did not wait to hear which protocol is spoken, or
    /// not of HostIpc: that is said at the first byte that shows it, since whoever answers something else may never send a line feed.
    /// </summary>
    private static class ServerPreface
    {
        private const int MaxLine = 256;

        /// <exception cref="HostIpcException">It is not the preface.</exception>
        public static async ValueTask ReadAsync(PipeReader input, ServerEndpoint endpoint)
        {
            while (true)
            {
                ReadResult result = await input.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (IsWhole(buffer, endpoint))
                {
                    input.AdvanceTo(buffer.GetPosition(Preface.Line.Length));
                    return;
                }

                input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    throw buffer.IsEmpty ? ConnectFailure.OfSilence(endpoint) : new HostIpcProtocolException($"what answers at {endpoint} stopped in the middle of its first line");
                }
            }
        }

        private static bool IsWhole(in ReadOnlySequence<byte> buffer, ServerEndpoint endpoint)
        {
            Span<byte> storage = stackalloc byte[MaxLine];
            int count = (int)Math.Min(buffer.Length, MaxLine);
            buffer.Slice(0, count).CopyTo(storage);
            ReadOnlySpan<byte> start = storage[..count];
            if (start.StartsWith(Preface.Line))
            {
                return true;
            }

            if (start.StartsWith(Preface.RejectionStart) && start.IndexOf((byte)'\n') is >= 0 and int end)
            {
                // A later server may say more, after another colon.
                string[] words = Encoding.UTF8.GetString(start[Preface.RejectionStart.Length..end]).Split(": ", 2);
                string message = words.Length > 1 ? words[1] : $"the server at {endpoint} takes no connection now; try again";
                throw new HostIpcRejectedException(new Rejection(RejectionReasonNames.FromName(words[0]), message));
            }

            bool isPossible = count < MaxLine && (Preface.Line.StartsWith(start) || Preface.RejectionStart.StartsWith(start) || start.StartsWith(Preface.RejectionStart));
            return isPossible ? false
                : start.StartsWith(Preface.AnyVersion) ? throw new HostIpcProtocolException($"the server at {endpoint} speaks another version of the protocol: the client and the server have to be of versions that match")
                : throw new HostIpcProtocolException($"what answers at {endpoint} is no server of HostIpc: its first line is not the preface");
        }
    }
}
