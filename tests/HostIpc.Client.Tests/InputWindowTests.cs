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
            window.Advance(InputWindow.PingInterval).ShouldBe(sent + InputWindow.PingInterval);
        }

        Task<int> waiting = Task.Run(() => window.WaitAsync(10, CancellationToken.None).AsTask());
        await Task.Delay(20); // most likely it waits by then; if not it goes on all the same
        waiting.IsCompleted.ShouldBeFalse();
        window.TryTake(InputWindow.PingInterval).ShouldBeTrue();
        (await Eventually.Ends(waiting)).ShouldBe(10);

        window.Advance(InputWindow.PingInterval);
        waiting = Task.Run(() => window.WaitAsync(10, CancellationToken.None).AsTask());
        await Task.Delay(20);
        window.End();
        (await Eventually.Ends(waiting)).ShouldBe(0);
    }

    [Fact]
    public void TakeBack_WhenAPieceWasNotSent_ThenItsPingIsNotExpected()
    {
        var window = new InputWindow(blocks: false);
        window.Advance(InputWindow.PingInterval).ShouldBe(InputWindow.PingInterval);
        window.Advance(InputWindow.PingInterval).ShouldBe(2 * InputWindow.PingInterval);
        window.TakeBack(InputWindow.PingInterval);
        window.TryTake(2 * InputWindow.PingInterval).ShouldBeFalse();
        window.TryTake(InputWindow.PingInterval).ShouldBeTrue();
        window.HasUnanswered.ShouldBeFalse();
        window.Advance(0).ShouldBeNull();
        window.HasUnanswered.ShouldBeFalse();
    }
}
