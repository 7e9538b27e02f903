using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using HostIpc.Network;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Configuration.Operation;

/// <summary>Asks the server at a Unix socket one question, for the verbs of its operator.</summary>
internal static class ServerQuery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What it answered; null with the reason where it did not.</summary>
    /// <param name="path">Of the socket.</param>
    /// <param name="query">The payload of the query.</param>
    /// <param name="read">Takes the answer.</param>
    public static async Task<(T? Answer, string? Problem)> AskAsync<T>(string path, ReadOnlyMemory<byte> query, Func<ReadOnlySequence<byte>, T> read)
        where T : class
    {
        if (path.Length == 0)
        {
            return (null, "UnixSocket:Path is empty; the server is asked over its Unix socket");
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await AskAsync(path, query, read, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return (null, $"unix:{path}: no answer within {Patience.TotalSeconds} s");
        }
        catch (SocketException e)
        {
            return (null, $"unix:{path}: {SocketFailure.Describe(e, path)}");
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException)
        {
            return (null, $"unix:{path}: {Printable.Of(e.Message)}");
        }
    }

    private static async Task<(T? Answer, string? Problem)> AskAsync<T>(
        string path, ReadOnlyMemory<byte> query, Func<ReadOnlySequence<byte>, T> read, CancellationToken cancellationToken)
        where T : class
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
        var stream = new NetworkStream(socket);
        await using (stream.ConfigureAwait(false))
        {
            using var writer = new FrameWriter(PipeWriter.Create(stream));
            PipeReader reader = PipeReader.Create(stream);
            await writer.WritePrefaceAsync(cancellationToken).ConfigureAwait(false);
            await writer.WriteAsync(FrameType.Query, query, cancellationToken).ConfigureAwait(false);

            ReadResult start = await reader.ReadAtLeastAsync(Preface.Line.Length, cancellationToken).ConfigureAwait(false);
            byte[] line = start.Buffer.Slice(0, Math.Min(start.Buffer.Length, Preface.Line.Length)).ToArray();
            reader.AdvanceTo(start.Buffer.GetPosition(line.Length));
            if (!line.AsSpan().SequenceEqual(Preface.Line))
            {
                return (null, $"unix:{path}: {(line.AsSpan().StartsWith(Preface.RejectionStart) ? "it is busy" : "what answers there is no HostIpc server")}");
            }

            var frames = new FrameReader(reader, FrameSide.Server, maxRequestBytes: 0);
            Frame frame = await frames.ReadAsync(cancellationToken).ConfigureAwait(false);
            return frame switch
            {
                { Status: FrameStatus.Frame, Type: FrameType.Answer } => (read(frame.Payload), null),
                { Status: FrameStatus.Frame, Type: FrameType.Rejected } => (null, Describe(RejectedPayload.Read(frame.Payload))),
                _ => (null, $"unix:{path}: what answers there is no HostIpc server"),
            };
        }
    }

    private static string Describe(Rejection rejection) => Printable.Of($"{RejectionReasonNames.ToName(rejection.Reason)}: {rejection.Message}");
}
