using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

/// <summary>The numbers are higher than those of commands that other tests run meanwhile.</summary>
public sealed unsafe class StreamActionsTests
{
    [Fact]
    public void Take_WhenTheSameDescriptorsComeAgain_ThenTheirActionsDo()
    {
        StreamActions* first = StreamActions.Take(5, 9001, 9003, StreamActions.NoScript, directory: null);
        StreamActions* meanwhile = StreamActions.Take(5, 9001, 9003, StreamActions.NoScript, directory: null);
        (meanwhile == first).ShouldBeFalse();
        StreamActions.GiveBack(first);
        StreamActions* again = StreamActions.Take(5, 9001, 9003, StreamActions.NoScript, directory: null);
        (again == first).ShouldBeTrue();
        StreamActions.GiveBack(again);
        StreamActions.GiveBack(meanwhile);
    }

    [Theory]
    [InlineData(6, 9011, 9013)]
    [InlineData(5, 9011, 9014)]
    [InlineData(5, 9011 + 64, 9013)]
    public void Take_WhenADescriptorIsAnother_ThenTheActionsAreNotThose(int input, int output, int error)
    {
        StreamActions* first = StreamActions.Take(5, 9011, 9013, StreamActions.NoScript, directory: null);
        StreamActions* kept = StreamActions.Take(5, 9011, 9013, StreamActions.NoScript, directory: null);
        StreamActions.GiveBack(first);
        StreamActions* other = StreamActions.Take(input, output, error, StreamActions.NoScript, directory: null);
        StreamActions* right = StreamActions.Take(5, 9011, 9013, StreamActions.NoScript, directory: null);

        // What was there for others was freed, and nothing of it is handed out.
        (other == kept || right == kept || other == right).ShouldBeFalse();
        StreamActions.GiveBack(other);
        StreamActions.GiveBack(right);
        StreamActions.GiveBack(kept);
    }

    [Fact]
    public void Take_WhenThereIsADirectoryOrAScript_ThenTheActionsAreKeptForNobody()
    {
        byte* directory = stackalloc byte[] { (byte)'/', 0 };
        StreamActions* usual = StreamActions.Take(5, 9021, 9023, StreamActions.NoScript, directory: null);
        StreamActions.GiveBack(StreamActions.Take(5, 9021, 9023, StreamActions.NoScript, directory));
        StreamActions.GiveBack(StreamActions.Take(5, 9021, 9023, script: 7, directory: null));
        StreamActions.GiveBack(usual);
        StreamActions* again = StreamActions.Take(5, 9021, 9023, StreamActions.NoScript, directory: null);
        (again == usual).ShouldBeTrue();
        StreamActions.GiveBack(again);
    }
}
