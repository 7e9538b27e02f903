using System.Globalization;
using HostIpc.Docker;
using HostIpc.Logging;

namespace HostIpc.Configuration.Checks;

/// <summary>Shows triggers as a table: on which events each runs what, and how often at most.</summary>
internal static class TriggerTable
{
    private const int MaxCell = 80;

    private static readonly string[] Header = ["ON", "RUNS", "LIMITS"];

    /// <summary>The lines; none where there is no trigger.</summary>
    public static IEnumerable<string> Render(IReadOnlyList<TriggerOptions> triggers)
    {
        List<string[]> rows = [Header];
        for (int i = 0; i < triggers.Count; i++)
        {
            rows.Add(Row(triggers[i]));
        }

        return rows.Count == 1 ? [] : TextTable.Render(rows);
    }

    private static string[] Row(TriggerOptions trigger) =>
    [
        LogEscaping.EscapeExcerpt(Describe(trigger.On), MaxCell),
        LogEscaping.EscapeExcerpt(string.Join(' ', trigger.With.Select(with => $"{with.Key}={with.Value}").Prepend(trigger.Run)), MaxCell),
        string.Create(CultureInfo.InvariantCulture, $"{trigger.MaxRuns} for each in {trigger.Per.ToString("c")}, {trigger.Queue} wait"),
    ];

    private static string Describe(EventCondition on)
    {
        string?[] parts = [Part("", on.Type), Part("", on.Action), Part("containers ", on.Container), Part("images ", on.Image), Part("labels ", on.Label), Part("image labels ", on.ImageLabel), .. on.Attributes.Select(attribute => Part($"{attribute.Key} ", attribute.Value))];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string? Part(string name, IList<string> names) => names.Count > 0 ? $"{name}{string.Join('|', names)}" : null;
}
