using System.Text;

namespace HostIpc.Policy;

/// <summary>An element of <c>Run</c>: text, and placeholders that values are put in place of. Whatever the values are, it stays one element.</summary>
internal sealed class ArgumentTemplate
{
    private const int NoParameter = -1;

    private readonly List<Part> _parts = [];

    private ArgumentTemplate()
    {
    }

    /// <summary>The places of the parameters that it has placeholders for.</summary>
    public HashSet<int> Parameters { get; } = [];

    /// <summary>Takes an element apart. Braces around anything but a parameter's name, or what could be one, are text.</summary>
    /// <param name="element">The element.</param>
    /// <param name="parameters">The names of the parameters, in order.</param>
    /// <param name="unknown">A placeholder that names no parameter; null where there is none.</param>
    public static ArgumentTemplate Parse(string element, IReadOnlyList<string> parameters, out string? unknown)
    {
        var template = new ArgumentTemplate();
        var text = new StringBuilder();
        unknown = null;
        for (int at = 0; at < element.Length;)
        {
            if (TryReadPlaceholder(element, at, doubled: true, out string name))
            {
                text.Append('{').Append(name).Append('}');
                at += name.Length + 4;
            }
            else if (TryReadPlaceholder(element, at, doubled: false, out name))
            {
                int parameter = parameters.TakeWhile(known => known != name).Count();
                unknown = parameter == parameters.Count ? name : unknown;
                template._parts.Add(new Part(text.ToString(), NoParameter));
                template._parts.Add(new Part(name, parameter));
                template.Parameters.Add(parameter);
                text.Clear();
                at += name.Length + 2;
            }
            else
            {
                text.Append(element[at++]);
            }
        }

        template._parts.Add(new Part(text.ToString(), NoParameter));
        return template;
    }

    /// <summary>The element with values in the placeholders; null where one of them has none.</summary>
    /// <param name="values">The values in the order of the parameters; those of the last ones may be missing, or null.</param>
    public string? Fill(IReadOnlyList<string?> values)
    {
        if (_parts.Count == 1)
        {
            return _parts[0].Text;
        }

        var filled = new StringBuilder();
        foreach ((string text, int parameter) in _parts)
        {
            string? piece = parameter == NoParameter ? text : parameter < values.Count ? values[parameter] : null;
            if (piece is null)
            {
                return null;
            }

            filled.Append(piece);
        }

        return filled.ToString();
    }

    private static bool TryReadPlaceholder(string element, int at, bool doubled, out string name)
    {
        string open = doubled ? "{{" : "{";
        string close = doubled ? "}}" : "}";
        name = "";
        if (string.CompareOrdinal(element, at, open, 0, open.Length) != 0)
        {
            return false;
        }

        int end = element.IndexOf('}', at + open.Length);
        if (end < 0 || string.CompareOrdinal(element, end, close, 0, close.Length) != 0)
        {
            return false;
        }

        name = element[(at + open.Length)..end];
        return ParameterName.IsValid(name);
    }

    // Text and parameters in turn; a parameter by its place in the list.
    private sealed record Part(string Text, int Parameter);
}
