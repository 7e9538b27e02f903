using System.Globalization;
using HostIpc.Configuration.Sources;
using HostIpc.Logging;

namespace HostIpc.Configuration.Settings;

/// <summary>What is wrong with settings: a line for each key, and no more lines than somebody reads.</summary>
internal sealed class SettingsErrors(SettingNode root)
{
    private const int MaxLines = 50;
    private const int MaxLength = 2000;

    private readonly List<string> _lines = [];
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);
    private int _unsaid;

    public int Count => _lines.Count + _unsaid;

    /// <summary>Whether there is no room for another: what it would say need not be found out.</summary>
    public bool IsFull => _lines.Count == MaxLines;

    /// <summary>Adds what is wrong with a key, unless something is already that lies above or below it.</summary>
    public void Add(string key, string message)
    {
        if (IsFull)
        {
            _unsaid++;
        }
        else if (!IsBelowAnother(key) && !_keys.Any(other => other.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)) && _keys.Add(key))
        {
            _lines.Add($"{LogEscaping.EscapeExcerpt(key)} {LogEscaping.EscapeExcerpt(message, MaxLength)} (set in {Source(key)})");
        }
    }

    /// <exception cref="SettingsException">There is one.</exception>
    public void ThrowIfAny()
    {
        if (_lines.Count > 0)
        {
            throw new SettingsException(string.Join('\n', _unsaid == 0 ? _lines : _lines.Append(string.Create(CultureInfo.InvariantCulture, $"and {_unsaid} more"))));
        }
    }

    private bool IsBelowAnother(string key) => Above(key).Any(_keys.Contains);

    // Of one that is missing, where what is above it was set.
    private string Source(string key) =>
        Above(key).Prepend(key).Select(root.Find).Select(node => node?.All.FirstOrDefault(below => below.Source is not null)?.Source).FirstOrDefault(source => source is not null)
        ?? root.Source ?? SettingsFile.Path;

    private static IEnumerable<string> Above(string key)
    {
        for (int colon = key.LastIndexOf(':'); colon > 0; colon = key.LastIndexOf(':', colon - 1))
        {
            yield return key[..colon];
        }
    }
}
