using System.Text;
using HostIpc.Cli.Streams;

namespace HostIpc.Cli.Verbs;

/// <summary>The ways to call <c>hostipc</c>, one below the other, as the help begins.</summary>
internal sealed class UsageText
{
    private const int FormWidth = 41;
    private const string Gap = "   ";
    private const string Title = "usage: ";
    private const string Indent = "       ";

    private readonly StringBuilder _text = new();

    /// <summary>Adds those of a verb.</summary>
    public void AddVerb(string verb, UsageLine[] lines)
    {
        foreach (UsageLine line in lines)
        {
            Add($"{verb} {line.Form}", line.Purpose);
        }
    }

    public void Add(string form, string? purpose)
    {
        string call = $"hostipc {form}";
        _text.Append(_text.Length == 0 ? Title : Indent).Append(purpose is null ? call : $"{call.PadRight(FormWidth)}{Gap}{purpose}").Append('\n');
    }

    /// <summary>Prints them, and what follows.</summary>
    public int Print(string details)
    {
        var text = new PlainText();
        text.Add(Encoding.UTF8.GetBytes(_text.Append('\n').Append(details).ToString()));
        return Answer.Print(text);
    }
}
