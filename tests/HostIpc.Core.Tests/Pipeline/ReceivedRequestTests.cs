using System.Text;
using HostIpc.Pipeline;
using HostIpc.Requests;

namespace HostIpc.Core.Tests.Pipeline;

public sealed class ReceivedRequestTests
{
    [Theory]
    [InlineData(new[] { "ls", "-l", "/etc" }, "ls -l /etc")]
    [InlineData(new[] { "azAZ09%+,-./:=@_" }, "azAZ09%+,-./:=@_")]
    [InlineData(new[] { "a b", "c" }, "'a b' c")]
    [InlineData(new[] { "" }, "''")]
    [InlineData(new[] { "", "" }, "'' ''")]
    [InlineData(new[] { "it's", "'" }, "'it'\\''s' ''\\'''")]
    [InlineData(new[] { "~", "*", "#", "!", "a\nb", "é" }, "'~' '*' '#' '!' 'a\nb' 'é'")]
    public void TextOf_WhenAWordHasMoreThanPlainCharacters_ThenItIsQuoted(string[] words, string expected) => Encoding.UTF8.GetString(ReceivedRequest.TextOf(words)).ShouldBe(expected);

    [Fact]
    public void TextOf_WhenTheLineIsSplitAgain_ThenTheWordsAreTheSame()
    {
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "ab '\"\\$`\té"[random.Next(10)])))];
            var reader = new WordReader(ReceivedRequest.TextOf(words));
            var read = new List<string>();
            while (reader.TryRead(out ReadOnlySpan<byte> word))
            {
                read.Add(Encoding.UTF8.GetString(word));
            }

            read.ShouldBe(words);
        }
    }
}
