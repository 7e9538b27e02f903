using System.Buffers;
using HostIpc.Execution;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Conversations;

// What clients send beside requests: input, signals, pings and queries.
internal sealed partial class FrameConversation
{
    private async ValueTask<bool> InputAsync(ReadOnlySequence<byte> payload)
    {
        if (_reply is not { IsInputOpen: true })
        {
            return await MalformedAsync("input that was not announced, or has ended already").ConfigureAwait(false);
        }

        await _reply.AddInputAsync(payload).ConfigureAwait(false);
        return true;
    }

    private ValueTask<bool> SignalAsync(int number)
    {
        if (_reply is null || number is 0 or > CommandControl.LastSignal)
        {
            return MalformedAsync(_reply is null ? "a signal before the first request" : "a signal whose number is not from 1 to 64");
        }

        if (_turn.IsRunning)
        {
            _reply.Control.Signal(number);
        }

        return ValueTask.FromResult(true);
    }

    // The answer waits for the input that came before it, so that a client knows from it how much was taken.
    private async ValueTask<bool> PingAsync(byte[] payload)
    {
        await InTimeAsync(_pings.WaitAsync(_end.Either)).ConfigureAwait(false);
        _lastPong = PongAsync(_lastPong, _reply?.WaitUntilInputIsTakenAsync() ?? Task.CompletedTask, payload);
        return true;
    }

    private async Task PongAsync(Task before, Task taken, byte[] payload)
    {
        try
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await taken.ConfigureAwait(false);
            await _writer.WriteAsync(FrameType.Pong, payload, _end.Either).ConfigureAwait(false);
            _pings.Release();
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
        }
    }

    private async ValueTask<bool> QueryAsync(ReadOnlySequence<byte> payload)
    {
        string? query = QueryPayload.Read(payload, out long id);
        if (await _queries.AnswerAsync(query, id, _caller, _ids, _end.Either).ConfigureAwait(false) is not var (type, answer))
        {
            return await MalformedAsync("a query whose what is none of status, commands, running and end, or a missing or needless id").ConfigureAwait(false);
        }

        Task<bool> writing = _writer.WriteAsync(type, answer, _end.Either).AsTask();
        await InTimeAsync(writing).ConfigureAwait(false);
        return await writing.ConfigureAwait(false);
    }

    // Who asks and does not read the answers is idle too. While its command runs that is its own affair; no other can begin while this is waited for.
    private async ValueTask InTimeAsync(Task answered)
    {
        while (!answered.IsCompleted)
        {
            bool wasRunning = _turn.IsRunning;
            await answered.WaitAsync(_limits.IdleTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!answered.IsCompleted && !wasRunning)
            {
                _end.SetGone();
                break;
            }
        }

        await answered.ConfigureAwait(false);
    }
}
