using System.Text;
using BenchmarkDotNet.Attributes;
using HostIpc.Requests;

namespace HostIpc.Benchmarks;

/// <summary>A line taken apart into its words. The baseline knows of no quoting, and so makes other words of the quoted line.</summary>
[MemoryDiagnoser]
public class WordsBenchmarks
{
    private string _text = "";
    private byte[] _bytes = [];

    /// <summary>Gets or sets which line: 4 words in 23 bytes, 200 in 1799, or 4 with every kind of quoting in 71.</summary>
    [Params("short", "long", "quoted")]
    public string Line { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _text = Line switch
        {
            "short" => "deploy website --at now",
            "long" => string.Join(' ', Enumerable.Repeat("argument", 200)),
            _ => "notify \"the disk of $HOME is \\\"full\\\"\" 'since this morning' it\\'s\\ late",
        };
        _bytes = Encoding.UTF8.GetBytes(_text);
    }

    [Benchmark(Baseline = true, Description = "string.Split")]
    public int Split() => _text.Split(' ').Length;

    [Benchmark(Description = "word reader")]
    public int Read()
    {
        var words = new WordReader(_bytes);
        int length = 0;
        while (words.TryRead(out ReadOnlySpan<byte> word))
        {
            length += word.Length;
        }

        return length;
    }

    [Benchmark(Description = "word reader, a string of each")]
    public int ReadTexts()
    {
        var words = new WordReader(_bytes);
        var texts = new List<string>();
        while (words.TryRead(out ReadOnlySpan<byte> word))
        {
            texts.Add(Encoding.UTF8.GetString(word));
        }

        return texts.Count;
    }
}
