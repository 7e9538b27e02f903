using System.Globalization;
using HostIpc.Settings;

namespace HostIpc.Core.Tests.Settings;

/// <summary>Gives values by full key, and keeps what was complained of.</summary>
internal sealed class SettingValues(Dictionary<string, object> values) : ISettingReader
{
    public List<string> Complaints { get; } = [];

    public string? Text(string key) => Find<string>(key);

    public long? Number(string key, long min, long max)
    {
        Complaints.Add(string.Create(CultureInfo.InvariantCulture, $"{key} asked from {min} to {max}"));
        return values.TryGetValue(key, out object? value) ? (long)value : null;
    }

    public TimeSpan? Duration(string key) => values.TryGetValue(key, out object? value) ? (TimeSpan)value : null;

    public bool? Flag(string key) => values.TryGetValue(key, out object? value) ? (bool)value : null;

    public T? Choice<T>(string key)
        where T : struct, Enum => values.TryGetValue(key, out object? value) ? (T)value : null;

    public UnixFileMode? Mode(string key) => values.TryGetValue(key, out object? value) ? (UnixFileMode)value : null;

    public string[] List(string key) => Find<string[]>(key) ?? [];

    public string[] TextOrList(string key) => List(key);

    public string[]? OptionalList(string key) => Find<string[]>(key);

    public string[]? PossiblyEmptyList(string key) => Find<string[]>(key);

    public Dictionary<string, string> Texts(string key) => [];

    public Dictionary<string, IList<string>> TextLists(string key) => [];

    public IReadOnlyList<string> Elements(string key, string expected) => [];

    public IReadOnlyList<string>? Section(string key, string expected) => null;

    public void AddError(string key, string message) => Complaints.Add($"{key} {message}");

    private T? Find<T>(string key)
        where T : class => values.TryGetValue(key, out object? value) ? (T)value : null;
}
