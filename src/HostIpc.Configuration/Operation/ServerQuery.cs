using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using HostIpc.Network;
using HostIpc.Protocol.Framing;

namespace HostIpc.Configuration.Operation;

/// <summary>One query to the server at a Unix socket, in frames, and what comes back.</summary>
internal static class ServerQuery
{
    public const string NoServer = "what answers there is no HostIpc server";
    public const string Busy = "it is busy";

    /// <summary>Takes the frame that answers.</summary>
    public delegate (T? Answer, string? Problem) Take<T>(in Frame frame)
        where T : class;

    /// <summary>What was taken from the answer; null with the reason where there is none.</summary>
    /// <param name="path">Of the socket.</param>
    /// <param name="query">The payload of the query.</param>
    /// <param name="patience">How long it may take in all.</param>
    /// <param name="take">Takes the frame that answers.</param>
    /// <param name="takeBusy">What a server counts for that has too many connections to answer.</param>
    public static async Task<(T? Answer, string? Problem)> AskAsync<T>(string path, ReadOnlyMemory<byte> query, TimeSpan patience, Take<T> take, (T? Answer, string? Problem) takeBusy)
        where T : class
    {
        using var bound = new CancellationTokenSource(patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), bound.Token).ConfigureAwait(false);
            var stream = new NetworkStream(socket);
            await using (stream.ConfigureAwait(false))
            {
                using var writer = new FrameWriter(PipeWriter.Create(stream));
                PipeReader reader = PipeReader.Create(stream);
                await writer.WritePrefaceAsync(bound.Token).ConfigureAwait(false);
                await writer.WriteAsync(FrameType.Query, query, bound.Token).ConfigureAwait(false);

                ReadResult start = await reader.ReadAtLeastAsync(Preface.Line.Length, bound.Token).ConfigureAwait(false);
                byte[] line = start.Buffer.Slice(0, Math.Min(start.Buffer.Length, Preface.Line.Length)).ToArray();
                reader.AdvanceTo(start.Buffer.GetPosition(line.Length));
                return line.AsSpan().SequenceEqual(Preface.Line) ? take(await new FrameReader(reader, FrameSide.Server, maxRequestBytes: 0).ReadAsync(bound.Token).ConfigureAwait(false))
                    : line.AsSpan().StartsWith(Preface.RejectionStart) ? takeBusy
                    : (null, NoServer);
            }
        }
        catch (OperationCanceledException)
        {
            return (null, $"no answer within {patience.TotalSeconds} s");
        }
        catch (SocketException e)
        {
            return (null, SocketFailure.Describe(e, path));
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException)
        {
            return (null, e.Message);
        }
    }
}
