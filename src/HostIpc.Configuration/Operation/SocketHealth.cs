using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using HostIpc.Network;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Configuration.Operation;

/// <summary>Asks a server over its socket how it is.</summary>
internal static class SocketHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>What it answered; null with the reason where it did not.</summary>
    public static async Task<(string? Answer, string? Problem)> AskAsync(string path)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await AskAsync(path, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return (null, $"no answer within {Patience.TotalSeconds} s");
        }
        catch (SocketException e)
        {
            return (null, SocketFailure.Describe(e, path));
        }
        catch (Exception e) when (e is IOException or System.Text.Json.JsonException or ArgumentException)
        {
            return (null, e.Message);
        }
    }

    private static async Task<(string? Answer, string? Problem)> AskAsync(string path, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
        var stream = new NetworkStream(socket);
        await using (stream.ConfigureAwait(false))
        {
            using var writer = new FrameWriter(PipeWriter.Create(stream));
            PipeReader reader = PipeReader.Create(stream);
            await writer.WritePrefaceAsync(cancellationToken).ConfigureAwait(false);
            await writer.WriteAsync(FrameType.Query, QueryPayload.Write(QueryPayload.Status), cancellationToken).ConfigureAwait(false);

            ReadResult start = await reader.ReadAtLeastAsync(Preface.Line.Length, cancellationToken).ConfigureAwait(false);
            byte[] line = start.Buffer.Slice(0, Math.Min(start.Buffer.Length, Preface.Line.Length)).ToArray();
            reader.AdvanceTo(start.Buffer.GetPosition(line.Length));
            return line.AsSpan().SequenceEqual(Preface.Line) ? await TakeAnswerAsync(reader, cancellationToken).ConfigureAwait(false)
                : line.AsSpan().StartsWith(Preface.RejectionStart) ? ("it is busy", null)
                : (null, "what answers there is no HostIpc server");
        }
    }

    // One that has too many connections to answer more is alive all the same.
    private static async Task<(string? Answer, string? Problem)> TakeAnswerAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        var frames = new FrameReader(reader, FrameSide.Server, maxRequestBytes: 0);
        Frame frame = await frames.ReadAsync(cancellationToken).ConfigureAwait(false);
        return frame switch
        {
            { Status: FrameStatus.Frame, Type: FrameType.Answer } => (Describe(ServerStatus.Read(frame.Payload)), null),
            { Status: FrameStatus.Frame, Type: FrameType.Rejected } => ($"it is {RejectedPayload.Read(frame.Payload).Reason}".ToLowerInvariant(), null),
            _ => (null, $"what answers there is no HostIpc server: {frame.Fault ?? "it closed the connection"}"),
        };
    }

    private static string Describe(ServerStatus status) => $"version {status.Version}, {status.Running} commands run";
}
