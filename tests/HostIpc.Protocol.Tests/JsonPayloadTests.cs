using System.Collections;
using System.Text;

namespace HostIpc.Protocol.Tests;

/// <summary>The buffer that payloads are made in: one is never mixed with another.</summary>
public sealed class JsonPayloadTests
{
    [Fact]
    public void Write_WhenItThrowsInTheMiddle_ThenTheNextIsWhole()
    {
        Rejected("a").ShouldBe("""{"reason":"denied","message":"a"}""");
        Should.Throw<FormatException>(() => Listing(static () => throw new FormatException()));
        Rejected("b").ShouldBe("""{"reason":"denied","message":"b"}""");
    }

    [Fact]
    public void Write_WhenAnotherIsWrittenInTheMiddle_ThenBothAreWhole()
    {
        string inner = "";
        Listing(() => inner = Rejected("inner")).ShouldBe("""{"shell":true,"commands":[{"name":"a"},{"name":"b"}]}""");
        inner.ShouldBe("""{"reason":"denied","message":"inner"}""");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(4090)]
    public void Write_WhenOneWasMadeBefore_ThenThatStaysAsItIs(int length)
    {
        string text = new('x', length);
        ReadOnlyMemory<byte> first = RejectedPayload.Write(new Rejection(RejectionReason.Denied, text));
        Rejected("other").ShouldBe("""{"reason":"denied","message":"other"}""");
        Encoding.UTF8.GetString(first.Span).ShouldBe($$"""{"reason":"denied","message":"{{text}}"}""");
    }

    [Fact]
    public void Write_WhenPayloadsAreShort_ThenLittleMoreThanTheirBytesIsAllocated()
    {
        AcceptedPayload.Write(new Acceptance(1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            AcceptedPayload.Write(new Acceptance(i));
        }

        // A buffer and a writer of its own would be 400 bytes at least.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(120_000);
    }

    [Fact]
    public void Write_WhenATextHasWhatOnlyAPageMustEscape_ThenItIsWrittenAsItIs() =>
        Rejected("é<&'+\"").ShouldBe("""{"reason":"denied","message":"é<&'+\""}""");

    private static string Rejected(string message) => Encoding.UTF8.GetString(RejectedPayload.Write(new Rejection(RejectionReason.Denied, message)).Span);

    private static string Listing(Action between) => Encoding.UTF8.GetString(CommandListing.Write(new CommandListing(true, new Commands(between))).Span);

    private sealed class Commands(Action between) : IReadOnlyList<CommandSummary>
    {
        public int Count => 2;

        public CommandSummary this[int index] => new(index == 0 ? "a" : "b");

        public IEnumerator<CommandSummary> GetEnumerator()
        {
            yield return this[0];
            between();
            yield return this[1];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
