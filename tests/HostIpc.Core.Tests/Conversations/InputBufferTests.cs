using System.Buffers;
using System.IO.Pipelines;
using HostIpc.Execution;

namespace HostIpc.Conversations;

public sealed class InputBufferTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly InputBuffer _input = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_WhenItIsKnownNotToBlock_ThenItGoesOnWhereTheInputWasReceivedAndElseNot(bool isInline)
    {
        if (isInline)
        {
            ((CommandInputReader)_input.Reader).ContinueInline();
        }

        Task<Thread> reading = ReadAsync();
        reading.IsCompleted.ShouldBeFalse();
        var receiving = new Thread(() => _input.WriteAsync(new ReadOnlySequence<byte>([1, 2]), CancellationToken.None).AsTask().Wait());
        receiving.Start();
        receiving.Join(Bound).ShouldBeTrue();
        ((await reading.WaitAsync(Bound)) == receiving).ShouldBe(isInline);
    }

    private async Task<Thread> ReadAsync()
    {
        ReadResult result = await _input.Reader.ReadAsync().ConfigureAwait(false);
        _input.Reader.AdvanceTo(result.Buffer.End);
        return Thread.CurrentThread;
    }
}
