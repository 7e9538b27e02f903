using System.Globalization;
using HostIpc.Settings;

namespace HostIpc.Policy;

/// <summary>Finds what is wrong with a command's parameters, and with the placeholders that stand for them.</summary>
internal static class ParameterCheck
{
    /// <param name="options">The command.</param>
    /// <param name="section">What it has beside <c>Run</c>, <c>Shell</c> and <c>Scripts</c>; null for nothing.</param>
    public static IEnumerable<ValidationError> FindFaults(CommandOptions options, HandledSection? section)
    {
        if (options.Parameters.Count > CommandOptions.MaxParametersUpperBound)
        {
            return [new ValidationError("Parameters", $"has {options.Parameters.Count} elements; at most {CommandOptions.MaxParametersUpperBound} are wanted")];
        }

        return [.. options.Parameters.SelectMany((parameter, index) => FindFaults(options.Parameters, index)), .. FindPlaceholderFaults(options, section)];
    }

    private static IEnumerable<ValidationError> FindFaults(IList<ParameterOptions> parameters, int index)
    {
        ParameterOptions parameter = parameters[index];
        string key = string.Create(CultureInfo.InvariantCulture, $"Parameters:{index}");
        foreach (ValidationError fault in ParameterOptions.Settings.FindFaults(parameter))
        {
            yield return fault with { Key = $"{key}:{fault.Key}" };
        }

        if (parameters.Take(index).Any(other => other.Name == parameter.Name))
        {
            yield return new ValidationError($"{key}:Name", $"is \"{parameter.Name}\", as one before it; another name is wanted");
        }

        if (parameter is { Pattern: not null, Values.Count: > 0 })
        {
            yield return new ValidationError($"{key}:Values", "is set beside Pattern; one of the two is wanted");
        }

        if (parameter.Values.Append(parameter.Default ?? "").Select(CommandOptionsCheck.FindTextFault).FirstOrDefault(text => text is not null) is { } wrong)
        {
            yield return new ValidationError(key, $"has a value that {wrong}");
        }

        if (!parameter.Optional && parameter.Default is null && parameters.Take(index).Any(other => other.Optional || other.Default is not null))
        {
            yield return new ValidationError($"{key}:Optional", "is false behind a parameter that may be left out; true is wanted, or another order");
        }
    }

    private static IEnumerable<ValidationError> FindPlaceholderFaults(CommandOptions options, HandledSection? section)
    {
        string[] names = [.. options.Parameters.Select(parameter => parameter.Name)];
        IReadOnlyList<SettingTemplate> texts = section?.Templates
            ?? [.. options.Run.Select((element, i) => new SettingTemplate(string.Create(CultureInfo.InvariantCulture, $"Run:{i}"), element, isProgram: i == 0))];
        var used = new HashSet<int>();
        foreach (SettingTemplate text in texts)
        {
            ArgumentTemplate template = ArgumentTemplate.Parse(text.Text, names, out string? unknown);
            if (unknown is not null)
            {
                yield return new ValidationError(text.Key, $"has {{{unknown}}}, but there is no parameter of that name; one of Parameters is wanted, or {{{{{unknown}}}}} for the text itself");
            }

            used.UnionWith(template.Parameters);
            if (text.IsProgram && options.Parameters.Where((_, parameter) => template.Parameters.Contains(parameter)).Any(parameter => parameter is { Values.Count: 0 } or { Optional: true, Default: null }))
            {
                yield return new ValidationError(text.Key, "leaves the program to the request; a program, or a parameter with Values, is wanted");
            }
        }

        if (texts.Count > 0 && names.Where((_, parameter) => !used.Contains(parameter)).FirstOrDefault() is { } unused)
        {
            yield return new ValidationError(section?.Key ?? "Run", $"has no placeholder for the parameter {unused}; {{{unused}}} is wanted in one of its elements");
        }
    }
}
