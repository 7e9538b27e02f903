using HostIpc.Framing;

namespace HostIpc.Core.Tests.Framing;

public sealed class LineFeedSearchTests
{
    private const byte LineFeed = (byte)'\n';

    [Fact]
    public void Next_WhenALineFeedIsAnywhere_ThenEachIsFoundAndNothingBehindTheEndIsLookedAt()
    {
        // More line feeds behind the end and before the beginning than any search may see.
        var memory = new byte[300];
        for (int length = 0; length <= 100; length++)
        {
            for (int first = 0; first <= length; first++)
            {
                Array.Fill(memory, LineFeed);
                Span<byte> bytes = memory.AsSpan(100, length);
                bytes.Fill((byte)'a');
                var expected = new List<int>();
                for (int at = first; at < length; at += 7)
                {
                    bytes[at] = LineFeed;
                    expected.Add(at);
                }

                All(bytes).ShouldBe(expected, $"{length} {first}");
            }
        }
    }

    [Fact]
    public void Next_WhenEveryByteIsALineFeed_ThenEachIsFoundInOrder()
    {
        var bytes = new byte[97];
        Array.Fill(bytes, LineFeed);
        All(bytes).ShouldBe(Enumerable.Range(0, 97));
    }

    [Fact]
    public void Next_WhenItSaidThatThereAreNoMore_ThenItStartsAnew()
    {
        var search = default(LineFeedSearch);
        var far = new byte[70];
        far[69] = LineFeed;
        search.Next(far).ShouldBe(69);
        search.Next(far).ShouldBe(-1);
        search.Next("ab\n"u8).ShouldBe(2);
        search.Next("ab\n"u8).ShouldBe(-1);
        search.Next(default).ShouldBe(-1);
        search.Next(far).ShouldBe(69);
    }

    private static List<int> All(ReadOnlySpan<byte> bytes)
    {
        var found = new List<int>();
        var search = default(LineFeedSearch);
        for (int index = search.Next(bytes); index >= 0 && found.Count <= bytes.Length; index = search.Next(bytes))
        {
            found.Add(index);
        }

        return found;
    }
}
