using System.Buffers;
using System.Text;

namespace HostIpc.Protocol.Tests;

public sealed class QueryPayloadTests
{
    [Theory]
    [InlineData(QueryPayload.Status)]
    [InlineData(QueryPayload.Commands)]
    [InlineData(QueryPayload.Running)]
    public void Read_WhenWritten_ThenItIsTheSame(string name) =>
        QueryPayload.Read(new ReadOnlySequence<byte>(QueryPayload.Write(name))).ShouldBe(name);

    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void ReadEnd_WhenWritten_ThenItIsTheSame(long id)
    {
        ReadOnlyMemory<byte> payload = QueryPayload.WriteEnd(id);
        Encoding.UTF8.GetString(payload.Span).ShouldBe($$"""{"what":"end","id":{{id}}}""");
        QueryPayload.Read(new ReadOnlySequence<byte>(payload), out long read).ShouldBe(QueryPayload.End);
        read.ShouldBe(id);
    }

    [Fact]
    public void Read_WhenThereIsNoId_ThenItIsZero()
    {
        QueryPayload.Read(new ReadOnlySequence<byte>("""{"what":"running"}"""u8.ToArray()), out long id).ShouldBe(QueryPayload.Running);
        id.ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"what":"end"}""")]
    [InlineData("""{"what":"end","id":0}""")]
    [InlineData("""{"what":"end","id":"1"}""")]
    [InlineData("""{"what":"end","id":1,"id":1}""")]
    [InlineData("""{"what":"end","id":1,"other":1}""")]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"what":"status","id":1}""")]
    [InlineData("""{"what":"commands","id":1}""")]
    [InlineData("""{"id":1,"what":"running"}""")]
    [InlineData("""{"what":"","id":1}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"what":"Status"}""")]
    [InlineData("""{"what":"containers"}""")]
    [InlineData("""{"what":null}""")]
    [InlineData("""{"what":1}""")]
    [InlineData("""{"what":["status"]}""")]
    [InlineData("""{"what":"status","what":"status"}""")]
    [InlineData("""{"what":"status","other":1}""")]
    [InlineData("""{"other":1,"what":"status"}""")]
    [InlineData("""{"what":"status"} 1""")]
    [InlineData("""{"what":"status" """)]
    [InlineData("""{"what":"\ud800"}""")]
    [InlineData("""{"\ud800":"status"}""")]
    public void Read_WhenItIsNone_ThenItIsNull(string json) =>
        QueryPayload.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json))).ShouldBeNull();
}
