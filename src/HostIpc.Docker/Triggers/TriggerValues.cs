namespace HostIpc.Docker.Triggers;

/// <summary>Values of a command's parameters by their names, and why some have none.</summary>
internal sealed class TriggerValues
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    public int Count => _values.Count + _problems.Count;

    public void Add(string parameter, string? value, string? problem)
    {
        if (value is not null)
        {
            _values[parameter] = value;
        }
        else
        {
            _problems[parameter] = problem ?? "";
        }
    }

    /// <summary>The value; null where there is none, with the reason where it is an event's.</summary>
    public string? Find(string parameter, out string? problem)
    {
        problem = _problems.GetValueOrDefault(parameter);
        return _values.GetValueOrDefault(parameter);
    }
}
