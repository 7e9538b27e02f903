using System.Text;
using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine.Http;

/// <summary>Answers, whole and not, in pieces of every size.</summary>
public sealed class EngineAnswerTests
{
    private const int Most = 100_000;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-LENGTH:5\t\r\n\r\nhello and more", 200, "hello")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, "")]
    [InlineData("HTTP/1.1 500 \r\nContent-Length: 2\r\n\r\n{}", 500, "{}")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nto the end", 200, "to the end")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", 304, "")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx", 404, "x")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;a=b\r\nhe\r\n003 \r\nllo\r\n0;x\r\nTrailer: y\r\nOther: z\r\n\r\n", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", 200, "01234567890123456789")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\r\n\0", 200, "\r\n\0")]
    public async Task Answer_InPiecesOfAnySize_IsReadWhole(string answer, int status, string content)
    {
        for (int size = 1; size <= answer.Length; size++)
        {
            (await ReadAsync(answer, size)).ShouldBe((status, content));
        }
    }

    [Theory]
    [InlineData("", "cut off")]
    [InlineData("\r\n", "does not speak HTTP/1.1")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/2 200\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nno field\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\n: 5\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nhello", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n\r\n", "does not speak HTTP/1.1")]
    public async Task Answer_ThatIsNone_IsAnError(string answer, string message)
    {
        for (int size = 1; size <= Math.Max(answer.Length, 1); size++)
        {
            (await Should.ThrowAsync<DockerException>(() => ReadAsync(answer, size))).Message.ShouldContain(message);
        }
    }

    // An exchange has its own connection, so nothing is hidden behind an answer whose length can be taken for another.
    [Theory]
    [InlineData("HTTP/1.1 200 OK\n\n", 200, "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nX: 1\r\n Content-Length: 4\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4,4\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 200, "x")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 200, "x")]
    [InlineData("HTTP/1.1 600 OK\r\n\r\nx", 600, "x")]
    public async Task Answer_WithAnOddHead_IsReadInOneWay(string answer, int status, string content)
    {
        for (int size = 1; size <= answer.Length; size++)
        {
            (await ReadAsync(answer, size)).ShouldBe((status, content));
        }
    }

    [Fact]
    public async Task Answer_WithMoreThanMayBe_IsAnError()
    {
        const string start = "HTTP/1.1 200 OK\r\n";
        await ShouldFail(new string('x', 200_000), "more than 65536 bytes of fields");
        await ShouldFail($"{start}X: {new string('x', 200_000)}", "more than 65536 bytes of fields");
        await ShouldFail($"{start}X: {new string('x', 65_536)}\r\n\r\n", "more than 65536 bytes of fields");
        await ShouldFail(start + string.Concat(Enumerable.Repeat("X: 1\r\n", 11_000)) + "\r\n", "more than 65536 bytes of fields");
        await ShouldFail(start + string.Concat(Enumerable.Repeat($"X: {new string('x', 16_000)}\r\n", 5)) + "\r\n", "more than 65536 bytes of fields");
        await ShouldFail(string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 10_000)), "more than 65536 bytes of fields");
        await ShouldFail($"{start}\r\n{new string('x', Most + 1)}", "more than 100000 bytes");
        await ShouldFail($"{start}Content-Length: {Most + 1}\r\n\r\n{new string('x', Most + 1)}", "more than 100000 bytes");
        await ShouldFail($"{start}Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat("1\r\nx\r\n", Most + 1)), "more than 100000 bytes");
        await ShouldFail($"{start}Transfer-Encoding: chunked\r\n\r\n0\r\n" + string.Concat(Enumerable.Repeat("X: 1\r\n", 11_000)), "more than 65536 bytes of fields");
        (await ReadAsync($"{start}{string.Concat(Enumerable.Repeat("X: 1\r\n", 99))}Content-Length: {Most}\r\n\r\n{new string('x', Most)}", 1000)).Content.Length.ShouldBe(Most);
    }

    [Fact]
    public async Task Answer_OfAnyBytes_EndsInAResultOrAnError()
    {
        var random = new Random(20261121);
        string[] pieces = ["HTTP/1.1 200 OK\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "\r\n", "5", "0", "a", ":", "\n", ";", " ", "\0", "\u00ff", "hello"];
        for (int round = 0; round < 5000; round++)
        {
            string answer = (random.Next(4) == 0 ? "" : pieces[0]) + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                await ReadAsync(answer, random.Next(1, 20));
            }
            catch (DockerException)
            {
                // It is none.
            }
        }
    }

    [Fact]
    public async Task Message_OfAnAnswerThatIsNone_IsOneShortLine()
    {
        DockerException exception = await Should.ThrowAsync<DockerException>(() => ReadAsync($"SSH-2.0 \u001b[1m\u0085{new string('x', 1000)}\r\n\r\n", 5000));
        exception.Message.ShouldStartWith("what answers does not speak HTTP/1.1: ");
        exception.Message.ShouldContain("SSH-2.0  [1m");
        exception.Message.Length.ShouldBeLessThan(250);
        exception.Message.ShouldNotContain("\u0085");
    }

    private static async Task ShouldFail(string answer, string message) =>
        (await Should.ThrowAsync<DockerException>(() => ReadAsync(answer, 5000))).Message.ShouldContain(message);

    private static async Task<(int Status, string Content)> ReadAsync(string answer, int size)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using HttpMessageInvoker client = EngineHttp.CreateClient(new PieceStream(Encoding.Latin1.GetBytes(answer), size));
        using HttpRequestMessage request = EngineRequest.Get("/version").ToMessage(DockerEndpoint.Parse(DockerEndpoint.Default, null), "");
        using HttpResponseMessage response = await EngineHttp.SendAsync(client, request, bound.Token);
        return ((int)response.StatusCode, Encoding.Latin1.GetString((await EngineHttp.ReadAsync(response, Most, bound.Token)).Span));
    }
}
