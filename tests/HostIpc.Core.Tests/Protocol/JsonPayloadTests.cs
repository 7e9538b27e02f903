using System.Text;
using System.Text.Json;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Protocol;

public sealed class JsonPayloadTests
{
    [Fact]
    public void Write_WhenWhatIsCalledThrowsInTheMiddle_ThenTheNextIsWhole()
    {
        Write("a").ShouldBe("""{"text":"a"}""");
        Should.Throw<FormatException>(() => JsonPayload.Write(0, static (writer, _) =>
        {
            writer.WriteString("half"u8, "x");
            throw new FormatException();
        }));
        Write("b").ShouldBe("""{"text":"b"}""");
    }

    [Fact]
    public void Write_WhenWhatIsCalledWritesAnother_ThenBothAreWhole()
    {
        Write("before").ShouldBe("""{"text":"before"}""");
        string inner = "";
        JsonPayload.Write(0, (writer, _) =>
        {
            writer.WriteNumber("a"u8, 1);
            inner = Write("inner");
            writer.WriteNumber("b"u8, 2);
        }).ToArray().ShouldBe("""{"a":1,"b":2}"""u8.ToArray());
        inner.ShouldBe("""{"text":"inner"}""");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5000)]
    public void Write_WhenOneWasMadeBefore_ThenItStaysAsItIs(int length)
    {
        string text = new('x', length);
        ReadOnlyMemory<byte> first = JsonPayload.Write(text, static (writer, text) => writer.WriteString("text"u8, text));
        Write("other").ShouldBe("""{"text":"other"}""");
        Encoding.UTF8.GetString(first.Span).ShouldBe($$"""{"text":"{{text}}"}""");
    }

    [Fact]
    public void Write_WhenPayloadsAreShort_ThenLittleMoreThanTheirBytesIsAllocated()
    {
        Write("warm");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            JsonPayload.Write(i, static (writer, number) => writer.WriteNumber("n"u8, number));
        }

        // A buffer and a writer of its own would be 400 bytes at least.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(120_000);
    }

    [Fact]
    public void Write_WhenATextHasWhatOnlyAPageMustEscape_ThenItIsWrittenAsItIs() => Write("é<&'+\"").ShouldBe("""{"text":"é<&'+\""}""");

    private static string Write(string text) =>
        Encoding.UTF8.GetString(JsonPayload.Write(text, static (writer, text) => writer.WriteString("text"u8, text)).Span);
}
