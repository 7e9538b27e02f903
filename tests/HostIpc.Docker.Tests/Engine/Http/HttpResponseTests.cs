using System.Text;
using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine.Http;

/// <summary>Answers, whole and not, in pieces of every size.</summary>
public sealed class HttpResponseTests
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
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/2 200\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 600 OK\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n", "does not speak HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\n\n", "does not end in CR LF")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\n\r\nhello", "does not end in CR LF")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nno field\r\n\r\n", "among its fields that is none")]
    [InlineData("HTTP/1.1 200 OK\r\n: 5\r\n\r\n", "among its fields that is none")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello", "among its fields that is none")]
    [InlineData("HTTP/1.1 200 OK\r\nX: 1\r\n Content-Length: 5\r\n\r\nhello", "among its fields that is none")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", "Content-Length that is no length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", "Content-Length that is no length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5,5\r\n\r\nhello", "Content-Length that is no length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello", "Content-Length that is no length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello", "Content-Length that is no length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "both")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "other than chunked")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "other than chunked")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n", "longer than its size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n", "whose size is none")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", "whose size is none")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n", "whose size is none")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello", "whose size is none")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello", "whose size is none")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nhello", "cut off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n\r\n", "among its fields that is none")]
    public async Task Answer_ThatIsNone_IsAnError(string answer, string message)
    {
        for (int size = 1; size <= Math.Max(answer.Length, 1); size++)
        {
            (await Should.ThrowAsync<DockerException>(() => ReadAsync(answer, size))).Message.ShouldContain(message);
        }
    }

    [Fact]
    public async Task Answer_WithMoreThanMayBe_IsAnError()
    {
        const string start = "HTTP/1.1 200 OK\r\n";
        await ShouldFail(new string('x', 200_000), "line of more than 16384 bytes");
        await ShouldFail($"{start}X: {new string('x', 200_000)}", "line of more than 16384 bytes");
        await ShouldFail($"{start}X: {new string('x', 16_384)}\r\n\r\n", "line of more than 16384 bytes");
        await ShouldFail(start + string.Concat(Enumerable.Repeat("X: 1\r\n", 101)) + "\r\n", "more than 100 fields");
        await ShouldFail(start + string.Concat(Enumerable.Repeat($"X: {new string('x', 16_000)}\r\n", 5)) + "\r\n", "65536 bytes of them");
        await ShouldFail(string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 10_000)), "does not come to its head");
        await ShouldFail($"{start}\r\n{new string('x', Most + 1)}", "more than 100000 bytes");
        await ShouldFail($"{start}Content-Length: {Most + 1}\r\n\r\n{new string('x', Most + 1)}", "more than 100000 bytes");
        await ShouldFail($"{start}Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat("1\r\nx\r\n", Most + 1)), "more than 100000 bytes");
        await ShouldFail($"{start}Transfer-Encoding: chunked\r\n\r\n0\r\n" + string.Concat(Enumerable.Repeat("X: 1\r\n", 101)), "more than 100 fields");
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

    private static async Task ShouldFail(string answer, string message) =>
        (await Should.ThrowAsync<DockerException>(() => ReadAsync(answer, 5000))).Message.ShouldContain(message);

    private static async Task<(int Status, string Content)> ReadAsync(string answer, int size)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var input = new HttpInput(new PieceStream(Encoding.Latin1.GetBytes(answer), size));
        HttpResponse response = await HttpResponse.ReadAsync(input, bound.Token);
        return (response.Status, Encoding.Latin1.GetString((await response.Body.ReadToEndAsync(Most, bound.Token)).Span));
    }
}
