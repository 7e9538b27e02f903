using HostIpc.Configuration.Settings;
using HostIpc.Logging;
using HostIpc.Modules;

namespace HostIpc.Configuration.Transports;

/// <summary>The section of a module, read as strictly as all other settings.</summary>
/// <param name="reader">The settings.</param>
/// <param name="module">The module.</param>
/// <param name="isServerProgram">Whether the settings are those of <c>hostipcd</c>.</param>
/// <param name="directory">The directory of the files of the transports that were read before.</param>
internal sealed class TransportSection(SettingsReader reader, TransportModule module, bool isServerProgram, string? directory) : ISettingsSection
{
    public bool IsWanted => (isServerProgram && module.IsServedByDefault) || reader.Root.Find(module.Section) is { HasChildren: true };

    public string? Directory => directory;

    public string Text(string key, string defaultValue) => reader.Text(KeyOf(key), defaultValue);

    public string Path(string key, string defaultValue) => PathReader.Read(reader, KeyOf(key), defaultValue);

    public int Number(string key, int defaultValue, int min, int max) => reader.Number(KeyOf(key), defaultValue, min, max);

    public long Number(string key, long defaultValue, long min, long max) => reader.Number(KeyOf(key), defaultValue, min, max);

    public TimeSpan Duration(string key, TimeSpan defaultValue, TimeSpan min, TimeSpan max)
    {
        TimeSpan duration = reader.Duration(KeyOf(key), defaultValue)!.Value;
        if (duration >= min && duration <= max)
        {
            return duration;
        }

        AddError(key, $"is {duration}; {min} to {max} is wanted");
        return defaultValue;
    }

    public UnixFileMode Mode(string key, UnixFileMode defaultValue) => reader.Mode(KeyOf(key), defaultValue);

    public bool Flag(string key, bool defaultValue) => reader.Flag(KeyOf(key)) ?? defaultValue;

    public T Choice<T>(string key, T defaultValue)
        where T : struct, Enum => reader.Choice(KeyOf(key), defaultValue);

    public IList<string>? List(string key, int max, Func<string, string?> findFault)
    {
        string[]? elements = reader.PossiblyEmptyList(KeyOf(key));
        if (elements?.Length > max)
        {
            AddError(key, $"has {elements.Length} elements; at most {max} are wanted");
        }

        foreach (string element in elements ?? [])
        {
            if (findFault(element) is { } wanted)
            {
                AddError(key, $"has \"{LogEscaping.EscapeExcerpt(element)}\"; {wanted}");
            }
        }

        return elements;
    }

    public void AddError(string key, string message) => reader.Complain(KeyOf(key), message);

    private string KeyOf(string key) => $"{module.Section}:{key}";
}
