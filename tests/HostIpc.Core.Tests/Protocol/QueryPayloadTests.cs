using System.Buffers;
using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Protocol;

public sealed class QueryPayloadTests
{
    [Theory]
    [InlineData(QueryPayload.Status)]
    [InlineData(QueryPayload.Commands)]
    public void Read_WhenWritten_ThenItIsTheSame(string what) =>
        QueryPayload.Read(new ReadOnlySequence<byte>(QueryPayload.Write(what))).ShouldBe(what);

    [Theory]
    [InlineData("")]
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
