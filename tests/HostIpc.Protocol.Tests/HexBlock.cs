using System.Globalization;
using System.Text.RegularExpressions;

namespace HostIpc.Protocol.Tests;

/// <summary>An example of the document: messages in hexadecimal, each begun by C or S, with what the document says of them.</summary>
internal sealed partial record HexBlock(string Heading, List<HexBlock.Message> Messages)
{
    public static string Document { get; } = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/protocol.md"));

    public static List<HexBlock> ReadAll(string document)
    {
        var blocks = new List<HexBlock>();
        string heading = "";
        HexBlock? block = null;
        foreach (string line in document.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                block = line == "```hex" ? new HexBlock(heading, []) : null;
                if (block is not null)
                {
                    blocks.Add(block);
                }
            }
            else if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#', ' ');
            }
            else
            {
                block?.Add(line);
            }
        }

        return blocks;
    }

    private void Add(string line)
    {
        Match match = Row().Match(line);
        match.Success.ShouldBeTrue($"{Heading}: {line}");
        byte[] bytes = [.. match.Groups["hex"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(hex => byte.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        string note = match.Groups["note"].Value;
        if (match.Groups["side"].Value != " ")
        {
            Messages.Add(new Message($"{Heading}: {line}", match.Groups["side"].Value == "C"));
        }

        Messages.ShouldNotBeEmpty(Heading);
        Messages[^1].Bytes.AddRange(bytes);
        if (note.StartsWith('|'))
        {
            note.ShouldBe($"|{string.Concat(bytes.Select(value => value is >= 32 and < 127 ? (char)value : '.'))}|", $"{Heading}: {line}");
        }
        else
        {
            Messages[^1].Note.ShouldBe("", "one header in a message");
            Messages[^1].Note = note;
        }
    }

    [GeneratedRegex("^(?<side>[CS ]) (?<hex>[0-9a-f]{2}(?: {1,2}[0-9a-f]{2}){0,15}) +(?<note>\\|.*\\||[a-z].*)$")]
    private static partial Regex Row();

    /// <summary>The preface, a line, or a frame.</summary>
    internal sealed class Message(string where, bool isClients)
    {
        public string Where => where;

        public bool IsClients => isClients;

        public List<byte> Bytes { get; } = [];

        /// <summary>What stands beside the header; empty where there is none.</summary>
        public string Note { get; set; } = "";
    }
}
