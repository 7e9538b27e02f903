using System.Text;
using HostIpc.Text;

namespace HostIpc.Policy;

/// <summary>An element of <c>Run</c>: text, and placeholders that values are put in place of. Whatever the values are, it stays one element.</summary>
public sealed class ArgumentTemplate
{
    private const int NoParameter = -1;

    private readonly List<Part> _parts = [];
    private readonly HashSet<int> _parameters = [];

    private ArgumentTemplate()
    {
    }

    /// <summary>The places of the parameters that it has placeholders for.</summary>
    public IReadOnlySet<int> Parameters => _parameters;

    /// <summary>Takes an element apart. Braces around anything but a parameter's name, or what could be one, are text.</summary>
    /// <param name="element">The element.</param>
    /// <param name="parameters">The names of the parameters, in order.</param>
    /// <param name="unknown">A placeholder that names no parameter; null where there is none.</param>
    /// <returns>The element, ready to be filled.</returns>
    public static ArgumentTemplate Parse(string element, IReadOnlyList<string> parameters, out string? unknown)
    {
        var template = new ArgumentTemplate();
        unknown = null;
        bool isName = false;
        foreach (string piece in PlaceholderText.Split(element, static name => ParameterName.IsValid(name)))
        {
            int parameter = NoParameter;
            if (isName)
            {
                parameter = parameters.TakeWhile(known => known != piece).Count();
                unknown = parameter == parameters.Count ? piece : unknown;
                template._parameters.Add(parameter);
            }

            template._parts.Add(new Part(piece, parameter));
            isName = !isName;
        }

        return template;
    }

    /// <summary>The element with values in the placeholders; null where one of them has none.</summary>
    /// <param name="values">The values in the order of the parameters; those of the last ones may be missing, or null.</param>
    /// <returns>The text that the program gets in this place.</returns>
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

    // Text and parameters in turn; a parameter by its place in the list.
    private sealed record Part(string Text, int Parameter);
}
