using System.Buffers;
using System.Buffers.Binary;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

public sealed class InputWindowTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wait_WhenTheWindowIsFull_ThenItGoesOnWithTheNextAnswerAndAtTheEnd(bool blocks)
    {
        var window = new InputWindow(blocks);
        for (int sent = 0; sent < FrameLimits.InputWindow; sent += InputWindow.PingInterval)
        {
            (await window.WaitAsync(int.MaxValue, CancellationToken.None)).ShouldBe(InputWindow.PingInterval);
            BinaryPrimitives.ReadInt64BigEndian(window.Advance(InputWindow.PingInterval).Span).ShouldBe(sent + InputWindow.PingInterval);
        }

        Task<int> waiting = await StartWaiting(window, blocks);
        window.TryTake(Pong(InputWindow.PingInterval)).ShouldBeTrue();
        (await Eventually.Ends(waiting)).ShouldBe(10);

        window.Advance(InputWindow.PingInterval);
        waiting = await StartWaiting(window, blocks);
        window.End();
        (await Eventually.Ends(waiting)).ShouldBe(0);
    }

    [Fact]
    public void TakeBack_WhenAPieceWasNotSent_ThenItsPingIsNotExpected()
    {
        var window = new InputWindow(blocks: false);
        window.Advance(InputWindow.PingInterval).IsEmpty.ShouldBeFalse();
        window.Advance(InputWindow.PingInterval).IsEmpty.ShouldBeFalse();
        window.TakeBack(InputWindow.PingInterval);
        window.TryTake(Pong(2 * InputWindow.PingInterval)).ShouldBeFalse();
        window.TryTake(Pong(InputWindow.PingInterval)).ShouldBeTrue();
        window.HasUnanswered.ShouldBeFalse();
        window.Advance(0).IsEmpty.ShouldBeTrue();
        window.HasUnanswered.ShouldBeFalse();
    }

    [Fact]
    public void TryTake_WhenThePongIsOfAnotherLength_ThenItIsNoAnswer()
    {
        var window = new InputWindow(blocks: false);
        window.Advance(InputWindow.PingInterval);
        window.TryTake(new ReadOnlySequence<byte>(new byte[7])).ShouldBeFalse();
        window.HasUnanswered.ShouldBeTrue();
    }

    private static ReadOnlySequence<byte> Pong(long position)
    {
        byte[] payload = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(payload, position);
        return new ReadOnlySequence<byte>(payload);
    }

    // Returns once it waits: the thread that is blocked, or the task that has not completed in place.
    private static async Task<Task<int>> StartWaiting(InputWindow window, bool blocks)
    {
        if (!blocks)
        {
            Task<int> waiting = window.WaitAsync(10, CancellationToken.None).AsTask();
            waiting.IsCompleted.ShouldBeFalse();
            return waiting;
        }

        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => ended.SetResult(window.WaitAsync(10, CancellationToken.None).AsTask().GetAwaiter().GetResult())) { IsBackground = true };
        thread.Start();
        await Eventually.BecomesTrue(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        return ended.Task;
    }
}
