using System.Globalization;
using HostIpc.Policy;
using HostIpc.Requests;
using HostIpc.Settings;
using Microsoft.Extensions.Options;
using static HostIpc.Settings.ValidationError;

namespace HostIpc.Docker.Triggers;

/// <summary>Finds what is wrong with a trigger.</summary>
internal static class TriggerCheck
{
    public const int MaxTriggers = 256;

    private const int MaxElements = 256;

    /// <summary>Each thing that is wrong with the trigger itself, by key below it.</summary>
    public static IReadOnlyList<ValidationError> FindFaults(TriggerOptions options)
    {
        var faults = new List<ValidationError>();
        FindConditionFaults(options.On, faults);
        Check(faults, "Run", CommandName.IsValid(options.Run) ? null : options.Run.Length == 0 ? "is missing or empty; the name of a command is wanted" : $"is \"{options.Run}\"; the name of a command is wanted");
        foreach ((string parameter, string text) in options.With)
        {
            _ = EventTemplate.Parse(text, out string? unknown);
            Check(faults, $"With:{parameter}", unknown is not null ? $"has {{{unknown}}}, which no event has; one of {EventTemplate.Placeholders} is wanted, or {{{{{unknown}}}}} for the text itself" : null);
        }

        faults.AddRange(TriggerOptions.Settings.FindFaults(options));
        return faults;
    }

    /// <summary>What does not fit the commands that there are.</summary>
    public static IEnumerable<ValidationError> FindCommandFaults(TriggerOptions options, IEnumerable<CommandOptions> commands)
    {
        CommandOptions[] all = [.. commands];
        if (Array.Find(all, command => command.Name == options.Run) is not { } found)
        {
            string names = string.Join(", ", all.Select(command => command.Name).Order(StringComparer.Ordinal));
            yield return new ValidationError("Run", $"is \"{options.Run}\", and there is no such command; {(names.Length == 0 ? "one has to be defined" : $"one of {names} is wanted")}");
            yield break;
        }

        IList<ParameterOptions> parameters = found.Parameters;
        foreach (string name in options.With.Keys)
        {
            if (!parameters.Any(parameter => parameter.Name == name))
            {
                yield return new ValidationError(
                    $"With:{name}", $"is no parameter of {options.Run}; {(parameters.Count == 0 ? "it has none" : $"one of {string.Join(", ", parameters.Select(parameter => parameter.Name))} is wanted")}");
            }
        }

        for (int i = 0; i < parameters.Count; i++)
        {
            if (!options.With.ContainsKey(parameters[i].Name)
                && (parameters[i] is { Optional: false, Default: null } || parameters.Skip(i).Any(later => options.With.ContainsKey(later.Name))))
            {
                yield return new ValidationError("With", $"has nothing for {parameters[i].Name}, which {options.Run} needs{(parameters[i] is { Optional: false, Default: null } ? "" : " where one behind it is given")}");
                yield break;
            }
        }
    }

    /// <summary>Checks all triggers of a server.</summary>
    /// <exception cref="OptionsValidationException">A trigger is wrong, or its command is not there.</exception>
    public static void Validate(IReadOnlyList<TriggerOptions> triggers, IEnumerable<CommandOptions> commands)
    {
        var failures = new List<string>();
        for (int i = 0; i < triggers.Count; i++)
        {
            foreach (ValidationError fault in FindFaults(triggers[i]).Concat(FindCommandFaults(triggers[i], commands)))
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"Triggers:{i}:{fault.Key} {fault.Message}"));
            }
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException("Triggers", typeof(TriggerOptions), failures);
        }
    }

    private static void FindConditionFaults(EventCondition on, List<ValidationError> faults)
    {
        Check(faults, "On", on.Type.Count + on.Action.Count + on.Container.Count + on.Image.Count + on.Label.Count + on.ImageLabel.Count + on.Attributes.Count == 0
            ? "names nothing, which would be every event; one or more of Type, Action, Container, Image, Label, ImageLabel, Attributes are wanted" : null);
        FindListFaults("Type", on.Type, faults);
        FindListFaults("Action", on.Action, faults);
        FindListFaults("Container", on.Container, faults);
        FindListFaults("Image", on.Image, faults);
        FindListFaults("Label", on.Label, faults);
        FindListFaults("ImageLabel", on.ImageLabel, faults);
        Check(faults, "On:Attributes", on.Attributes.Count > MaxElements ? $"has {on.Attributes.Count} attributes; at most {MaxElements} are wanted" : null);
        foreach ((string name, IList<string> values) in on.Attributes)
        {
            FindListFaults($"Attributes:{name}", values, faults);
            Check(faults, $"On:Attributes:{name}", values.Count == 0 ? "is empty; a value or a list of values is wanted" : values.Contains("!") ? "has \"!\"; a value is wanted behind it" : null);
        }

        Check(faults, "On:Label", on.Label.FirstOrDefault(label => label.StartsWith('=')) is { } nameless ? $"has \"{nameless}\"; key or key=value is wanted" : null);

        Check(faults, "On:ImageLabel", on.ImageLabel.FirstOrDefault(label => label.StartsWith('=')) is { } unnamed ? $"has \"{unnamed}\"; key or key=value is wanted" : null);

        // What can never match is a slip.
        bool hasType = on.Type.Count > 0;
        bool hasContainer = on.Type.Contains(EventMatcher.Container);
        Check(faults, "On:Container", hasType && on.Container.Count > 0 && !hasContainer ? $"is set, but Type is {string.Join(", ", on.Type)}; container is wanted there" : null);
        Check(faults, "On:Image", hasType && on.Image.Count > 0 && !hasContainer && !on.Type.Contains(EventMatcher.Image) ? $"is set, but Type is {string.Join(", ", on.Type)}; container or image is wanted there" : null);
    }

    private static void FindListFaults(string key, IList<string> elements, List<ValidationError> faults)
    {
        Check(faults, $"On:{key}", elements.Count > MaxElements ? $"has {elements.Count} elements; at most {MaxElements} are wanted" : null);
        Check(faults, $"On:{key}", elements.Contains("") ? "has \"\"; a text that is not empty is wanted" : null);
    }
}
