using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>The commands of a page as one script for a shell of the host, which ends with the first that fails and says behind each how it ended.</summary>
internal sealed partial class PageScript
{
    // Before each mark. No command prints it.
    private const char Mark = '\x1e';

    private const string EndOfFile = "END_OF_FILE_OF_THE_PAGE";

    private readonly List<(PageBlock Block, string Command)> _commands = [];
    private readonly StringBuilder _text = new($"exec < /dev/null\ncd {PageHost.Clone}\n");

    private PageScript()
    {
    }

    /// <summary>The script.</summary>
    public string Text => _text.ToString();

    /// <summary>How many commands it has.</summary>
    public int Count => _commands.Count;

    public static async Task<PageScript> CreateAsync(Page page)
    {
        var script = new PageScript();
        foreach (PageBlock block in page.Blocks)
        {
            if (block.WriteTo is { } path && block.NotRun is null)
            {
                script.Add(block, Write(path, block.Text));
            }
            else if (block.IsCommands)
            {
                foreach (string command in await SplitAsync(page, block))
                {
                    script.Add(block, command);
                }
            }

            foreach (string call in block.HostRan)
            {
                script.Add(block, $"grep -xF -e '{call}' {PageHost.Calls} > /dev/null || {{ echo 'the host did not run: {call}'; cat {PageHost.Calls}; false; }}\n");
            }
        }

        foreach (PageBlock block in page.Blocks.Where(static each => each.IsSettings))
        {
            string settings = block.Text.TrimStart().StartsWith('"') ? $"{{\n{block.Text}}}\n" : block.Text;
            script.Add(block, $"{Write("/tmp/settings.json", settings)}{PageHost.Check} /tmp/settings.json\n");
        }

        return script;
    }

    /// <summary>Finds what is wrong with what the script printed: a command that failed, or that printed something else than the page says.</summary>
    /// <returns>Null where all is as the page says.</returns>
    public string? FindFault(Page page, string printed)
    {
        string[] parts = printed.Split('\n' + $"{Mark}");
        for (int at = 0; at < _commands.Count; at++)
        {
            (PageBlock block, string command) = _commands[at];
            if (at + 1 == parts.Length)
            {
                return $"{page.Path}:{block.Line}: this did not end, or ended the shell: {command}{OutputOf(parts, at)}";
            }

            if (ExitOf(parts[at + 1]) is var exit and not 0)
            {
                return $"{page.Path}:{block.Line}: exit {exit} of {command}{OutputOf(parts, at)}";
            }

            bool isLastOfBlock = at + 1 == _commands.Count || _commands[at + 1].Block != block;
            if (isLastOfBlock && block.Output is { } expected)
            {
                int first = _commands.FindIndex(each => each.Block == block);
                string output = string.Concat(Enumerable.Range(first, at - first + 1).Select(each => OutputOf(parts, each)));
                if (!PageOutput.Matches(expected, output))
                {
                    return $"{page.Path}:{block.Line}: the page says\n{expected}and the commands printed\n{output}";
                }
            }
        }

        return null;
    }

    private static string Write(string path, string text) => $"cat > {path} <<'{EndOfFile}'\n{text}{EndOfFile}\n";

    private void Add(PageBlock block, string command)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{{\n{command}}} 2>&1; code=$?; printf '\\n{Mark}%d\\n' $code; [ $code -eq 0 ] || exit 1\n");
        _commands.Add((block, command));
    }

    private static int ExitOf(string part) => int.Parse(part[..part.IndexOf('\n', StringComparison.Ordinal)], CultureInfo.InvariantCulture);

    // Between two marks: the number of the first, and what the next command printed, with the line feed of the second mark.
    private static string OutputOf(string[] parts, int at) => at == 0 ? parts[0] : parts[at][(parts[at].IndexOf('\n', StringComparison.Ordinal) + 1)..];

    // A command is as many lines as it takes until a shell finds nothing missing.
    private static async Task<IReadOnlyList<string>> SplitAsync(Page page, PageBlock block)
    {
        var commands = new List<string>();
        string pending = "";
        string? hereDocument = null;
        foreach (string line in block.Text.TrimEnd('\n').Split('\n'))
        {
            if (pending.Length == 0 && (line.Length == 0 || line.StartsWith('#')))
            {
                continue;
            }

            pending += line + "\n";
            if (hereDocument is not null)
            {
                hereDocument = line == hereDocument ? null : hereDocument;
            }
            else if (HereDocument().Match(line) is { Success: true } found)
            {
                hereDocument = found.Groups[1].Value;
            }

            bool isComplete = hereDocument is null && !line.EndsWith('\\') && (await Programs.RunAsync("sh", ["-n"], input: pending)).ExitCode == 0;
            if (isComplete)
            {
                commands.Add(pending);
                pending = "";
            }
        }

        pending.ShouldBe("", $"{page.Path}:{block.Line}: this is no whole command");
        return commands;
    }

    [GeneratedRegex(@"<<-?\s*['""]?(\w+)['""]?")]
    private static partial Regex HereDocument();
}
