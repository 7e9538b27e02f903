using System.Globalization;
using HostIpc.Requests;
using HostIpc.Settings;
using static HostIpc.Settings.ValidationError;

namespace HostIpc.Policy;

/// <summary>Finds what is wrong with a command: its values, and what does not fit together.</summary>
public static class CommandOptionsCheck
{
    private static readonly string[] Kinds = ["Run", "Shell", "Scripts"];

    /// <summary>Finds what is wrong with a command, but for its name.</summary>
    /// <param name="options">The command.</param>
    /// <returns>Each fault, by key below the command. Empty where the command can be defined.</returns>
    public static IReadOnlyList<ValidationError> FindFaults(CommandOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<ValidationError>();
        FindKindFaults(options, faults);
        faults.AddRange(options.FindSectionFaults());
        faults.AddRange(FindParameterFaults(options));
        faults.AddRange(AllowRuleCheck.FindFaults("Allow", options.Allow));

        // What a function handles runs nothing: what is set beside it is wrong as a whole.
        faults.AddRange(CommandOptions.Settings.All.Where(setting => options.Handler is null || !Kinds.Contains(setting.Key)).SelectMany(setting => setting.FindFaults(options)));
        return faults;
    }

    /// <summary>The first thing that is wrong with a command, its name too, as a sentence; null for nothing.</summary>
    internal static string? FindFault(CommandOptions options) =>
        CommandName.FindFault(options.Name) is { } fault ? $"\"{options.Name}\" {fault}"
        : FindFaults(options) is [var first, ..] ? $"The command {options.Name} cannot be defined: {first.Key} {first.Message}"
        : null;

    private static void FindKindFaults(CommandOptions options, List<ValidationError> faults)
    {
        string?[] all = [options.Run.Count > 0 ? "Run" : null, options.Shell is not null ? "Shell" : null, options.Scripts is not null ? "Scripts" : null, options.SectionKey];
        string[] kinds = [.. all.OfType<string>()];
        if (options.Handler is not null)
        {
            faults.AddRange(kinds.Select(kind => new ValidationError(kind, "is set, but a function handles the command; one or the other is wanted")));
            return;
        }

        if (kinds.Length == 0)
        {
            faults.Add(new ValidationError("Run", "is missing or empty; a list of a program and its arguments, or Shell, Scripts or Docker is wanted"));
        }

        faults.AddRange(kinds.Skip(1).Select(kind => new ValidationError(kind, $"is set beside {kinds[0]}; one of Run, Shell, Scripts and Docker is wanted")));
        Check(faults, "Stdin", options.Stdin && options.Scripts is not null ? "is true, but scripts read from /dev/null; false is wanted" : null);
    }

    private static IEnumerable<ValidationError> FindParameterFaults(CommandOptions options) =>
        options.Parameters.Count > CommandOptions.MaxParametersUpperBound
            ? [new ValidationError("Parameters", $"has {options.Parameters.Count} elements; at most {CommandOptions.MaxParametersUpperBound} are wanted")]
            : [.. options.Parameters.SelectMany((_, index) => FindParameterFaults(options.Parameters, index)), .. FindPlaceholderFaults(options)];

    private static IEnumerable<ValidationError> FindParameterFaults(IList<ParameterOptions> parameters, int index)
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

        if (parameter.Values.Append(parameter.Default ?? "").Select(CommandValueCheck.FindTextFault).FirstOrDefault(text => text is not null) is { } wrong)
        {
            yield return new ValidationError(key, $"has a value that {wrong}");
        }

        if (!parameter.Optional && parameter.Default is null && parameters.Take(index).Any(other => other.Optional || other.Default is not null))
        {
            yield return new ValidationError($"{key}:Optional", "is false behind a parameter that may be left out; true is wanted, or another order");
        }
    }

    private static IEnumerable<ValidationError> FindPlaceholderFaults(CommandOptions options)
    {
        string[] names = [.. options.Parameters.Select(parameter => parameter.Name)];
        IReadOnlyList<SettingTemplate> texts = options.Templates;
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
            yield return new ValidationError(options.SectionKey ?? "Run", $"has no placeholder for the parameter {unused}; {{{unused}}} is wanted in one of its elements");
        }
    }
}
