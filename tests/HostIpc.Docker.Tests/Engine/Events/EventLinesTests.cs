using System.Text;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine.Events;

/// <summary>Lines in pieces of every size, and those that are none.</summary>
public sealed class EventLinesTests
{
    [Fact]
    public async Task Lines_InPiecesOfAnySize_AreRead()
    {
        const string text = "{\"a\":1}\n\n{\"b\":\"ä\"}\r\n \n{}\n\r\n";
        for (int size = 1; size < text.Length; size++)
        {
            (await ReadAsync(text, size)).ShouldBe(["{\"a\":1}", "{\"b\":\"ä\"}\r", "{}"]);
        }
    }

    [Fact]
    public async Task Line_AsLongAsMayBe_IsRead()
    {
        string line = new('x', EventSource.EventLines.MaxLineBytes - 1);
        (await ReadAsync($"a\n{line}\n{line}\nb\n", 5000)).ShouldBe(["a", line, line, "b"]);
    }

    [Theory]
    [InlineData(EventSource.EventLines.MaxLineBytes * 2, "the answer has an event of more than 1048576 bytes")]
    [InlineData(100, "the answer is cut off")]
    public async Task Line_WithoutAnEnd_IsAnError(int length, string message) =>
        (await Should.ThrowAsync<DockerException>(() => ReadAsync("a\n" + new string('x', length), 5000))).Message.ShouldBe(message);

    private static async Task<List<string>> ReadAsync(string text, int size)
    {
        var lines = new EventSource.EventLines(new EngineStream(new PieceStream(Encoding.UTF8.GetBytes(text), size)));
        var found = new List<string>();
        do
        {
            while (lines.TryRead(out ReadOnlySpan<byte> line))
            {
                found.Add(Encoding.UTF8.GetString(line));
            }
        }
        while (await lines.WaitAsync(CancellationToken.None));

        return found;
    }
}
