using System.Globalization;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Policy;

internal sealed partial class CommandArguments
{
    /// <summary>A parameter, ready to have values held against it.</summary>
    private sealed class Parameter
    {
        /// <summary>What stands in for a parameter that nobody described: the words of a script directory without parameters.</summary>
        public static readonly Parameter Undescribed = new(new ParameterOptions { Name = "argument" });

        private const int MaxQuoted = 64;

        private readonly ParameterOptions _options;
        private readonly ValuePattern? _pattern;

        public Parameter(ParameterOptions options)
        {
            _options = options;
            _pattern = options.Pattern is { } pattern ? new ValuePattern(pattern) : null;
        }

        public string Name => _options.Name;

        public string? Default => _options.Default;

        public bool IsOptional => _options.Optional || _options.Default is not null;

        public ParameterSummary Summary => new(Name)
        {
            Optional = IsOptional,
            Default = Default,
            Pattern = _options.Pattern,
            Values = [.. _options.Values],
        };

        /// <summary>What is wrong with a value, for the peer; null for nothing.</summary>
        public string? FindFault(string value) =>
            value.Length > _options.MaxLength ? $"{Name} has {value.Length} characters, at most {_options.MaxLength} are taken"
            : HasForbidden(value) ? $"{Name} contains a control character or half of a surrogate pair"
            : value.StartsWith('-') && !_options.AllowLeadingDash ? $"{Name} is {Truncation.Of(value, MaxQuoted)}, which begins with a hyphen"
            : _pattern is not null && !_pattern.IsMatch(value) ? $"{Name} is {Truncation.Of(value, MaxQuoted)}, a value that matches {_options.Pattern} is wanted"
            : _options.Values.Count > 0 && !_options.Values.Contains(value) ? $"{Name} is {Truncation.Of(value, MaxQuoted)}, one of {string.Join(", ", _options.Values)} is wanted"
            : null;

        // A newline would end a line of what the program writes or reads by lines; half a surrogate pair would become another character on its way to the program.
        private static bool HasForbidden(string value)
        {
            for (int i = 0; i < value.Length; i++)
            {
                if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                {
                    i++;
                }
                else if (char.GetUnicodeCategory(value[i]) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
