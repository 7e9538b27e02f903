using System.Buffers;
using System.IO.Pipelines;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Testing;

/// <summary>The host's side of one connection: the protocol's frames, one command at a time.</summary>
internal sealed class HostConversation(InMemoryHost host, CallRecord record, PipeReader input, PipeWriter output) : IDisposable
{
    private const int MaxRequestBytes = 16 * 1024 * 1024;

    private readonly FrameReader _frames = new(input, FrameSide.Client, MaxRequestBytes);
    private readonly FrameWriter _writer = new(output);
    private readonly CancellationTokenSource _closing = new();
    private CommandCall? _call;

    /// <summary>Ends the connection without a word.</summary>
    public void Close() => _ = _closing.CancelAsync();

    /// <summary>Serves the connection until one side ends it. Throws nothing.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (await ReadPrefaceAsync().ConfigureAwait(false) && await _writer.WritePrefaceAsync(_closing.Token).ConfigureAwait(false))
            {
                await ServeAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
        finally
        {
            _call?.Abandon();
            _writer.Close();
            await output.CompleteAsync().ConfigureAwait(false);
            await input.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Nothing more is written. The source of its end stays, for a handler that closes it late.</summary>
    public void Dispose() => _writer.Dispose();

    private async Task<bool> ReadPrefaceAsync()
    {
        ReadResult result = await input.ReadAtLeastAsync(Preface.Line.Length, _closing.Token).ConfigureAwait(false);
        bool isPreface = result.Buffer.Length >= Preface.Line.Length && result.Buffer.Slice(0, Preface.Line.Length).ToArray().AsSpan().SequenceEqual(Preface.Line);
        input.AdvanceTo(isPreface ? result.Buffer.GetPosition(Preface.Line.Length) : result.Buffer.End);
        return isPreface;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            Frame frame = await _frames.ReadAsync(_closing.Token).ConfigureAwait(false);
            if (frame.Status != FrameStatus.Frame)
            {
                if (frame.Status == FrameStatus.Malformed)
                {
                    await RefuseAsync(frame.Fault!).ConfigureAwait(false);
                }

                return;
            }

            if (await TakeAsync(frame).ConfigureAwait(false) is { } fault)
            {
                await RefuseAsync(fault).ConfigureAwait(false);
                return;
            }
        }
    }

    // What is malformed, where something is.
    private async ValueTask<string?> TakeAsync(Frame frame)
    {
        CommandCall? running = _call is { HasEnded: false } ? _call : null;
        switch (frame.Type)
        {
            case FrameType.Request when running is null:
                return Begin(frame.Payload);
            case FrameType.Input when running is not null:
                return running.Take(frame.Payload);
            case FrameType.Input or FrameType.Signal when _call is { HasEnded: true }:
                return null; // It was on its way when the command ended.
            case FrameType.Signal when running is not null:
                running.TakeSignal(frame.Payload.FirstSpan[0]);
                return null;
            case FrameType.Ping:
                byte[] payload = frame.Payload.ToArray();
                await AnswerPingAsync(running, payload).ConfigureAwait(false);
                return null;
            case FrameType.Query:
                await AnswerAsync(QueryPayload.Read(frame.Payload)).ConfigureAwait(false);
                return null;
            default:
                return $"a frame of type {(int)frame.Type} has no place there";
        }
    }

    private string? Begin(in ReadOnlySequence<byte> payload)
    {
        if (RequestPayload.Read(payload, MaxRequestBytes, out string fault) is not { } request)
        {
            return fault;
        }

        var call = new CommandCall(request, record.NextId(), _writer, this, host.Time, new CancellationTokenSource());
        _call = call;
        record.Add(call);
        _ = Task.Run(() => call.RunAsync(host.Handlers.Find(call)));
        return null;
    }

    private ValueTask AnswerPingAsync(CommandCall? running, byte[] payload) => running is null ? SendAsync(FrameType.Pong, payload) : running.AnswerAsync(payload, _closing.Token);

    private async ValueTask AnswerAsync(string? query)
    {
        ReadOnlyMemory<byte>? answer = query switch
        {
            QueryPayload.Status => ServerStatus.Write(host.Status),
            QueryPayload.Commands => CommandListing.Write(host.Listing ?? host.Handlers.List()),
            _ => null,
        };
        await SendAsync(
            answer is null ? FrameType.Rejected : FrameType.Answer,
            answer ?? RejectedPayload.Write(new Rejection(RejectionReason.Denied, "the host in memory answers status and commands only"))).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(FrameType type, ReadOnlyMemory<byte> payload) => await _writer.WriteAsync(type, payload, _closing.Token).ConfigureAwait(false);

    private ValueTask RefuseAsync(string fault) =>
        _writer.WriteLastAsync(FrameType.Rejected, RejectedPayload.Write(new Rejection(RejectionReason.Malformed, fault), isFinal: true), _closing.Token);
}
