using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using HostIpc.Interop;
using HostIpc.Logging;

namespace HostIpc.Configuration.Sources;

/// <summary>The JSON file of settings: comments and a comma too many are allowed, the same key twice is not.</summary>
internal static class SettingsFile
{
    private const int MaxBytes = 1024 * 1024;
    private const int FirstBytes = 16 * 1024;
    private const string Variable = "HOSTIPC_CONFIG";
    private const string Default = "/etc/hostipc/hostipc.json";

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private const int MaxEntries = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The file that is read.</summary>
    public static string Path => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : Default;

    /// <summary>Whether a variable names the file. Only the default file may be absent.</summary>
    private static bool IsNamed => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Puts what is in it into the settings.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="mustExist">Whether the default file must exist too.</param>
    /// <exception cref="SettingsException">The file cannot be read, or is absent and must not be.</exception>
    public static void AddTo(SettingNode root, bool mustExist)
    {
        try
        {
            if (TryRead() is { } json)
            {
                Parse(json, root);
            }
            else if (IsNamed)
            {
                throw new SettingsException($"{Path} does not exist; {Variable} must name an existing file (unset it to run without one)");
            }
            else if (mustExist)
            {
                throw new SettingsException($"{Path} does not exist any more");
            }
        }
        catch (Exception e) when (e is IOException or FormatException or JsonException)
        {
            throw new SettingsException($"{Path} cannot be read: {Reason(e).ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>A file beside the absent default file that is probably meant to be it; null for none.</summary>
    public static string? FindMisnamed()
    {
        string directory = System.IO.Path.GetDirectoryName(Default)!;
        try
        {
            return IsNamed || File.Exists(Default) ? null : Directory.EnumerateFiles(directory).Take(MaxEntries).Where(LooksMeant).Order(StringComparer.Ordinal).FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="FormatException">It is no object, or a key is there twice.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void Parse(ReadOnlyMemory<byte> json, SettingNode root)
    {
        ReadOnlySpan<byte> mark = "\uFEFF"u8;
        json = json.Span.StartsWith(mark) ? json[mark.Length..] : json;
        if (!Utf8.IsValid(json.Span))
        {
            throw new FormatException("it is not UTF-8");
        }

        using var document = JsonDocument.Parse(json, Options);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("an object is wanted");
        }

        AddProperties(document.RootElement, root);
    }

    // Null where it is absent. Not by asking whether it exists: that is false, too, where it may not be seen, and the limits in it would be
    // passed over.
    private static byte[]? TryRead()
    {
        try
        {
            return FileLook.At(Path).Type is var type and (FileType.Fifo or FileType.CharacterDevice) ? ReadWithin(Patience, type) : ReadAll();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw new SettingsException($"{Path} cannot be read: {(Directory.Exists(Path) ? "it is a directory" : "permission denied")}");
        }
    }

    // A FIFO is opened, and read, only once somebody writes to it.
    private static byte[] ReadWithin(TimeSpan time, FileType type)
    {
        Task<byte[]> reading = Task.Factory.StartNew(ReadAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.WaitAny([reading], time) == 0 ? reading.GetAwaiter().GetResult()
            : throw new SettingsException($"{Path} cannot be read: it is {type.ToName()}, and nobody wrote to it within {time.TotalSeconds} s; a regular file is wanted");
    }

    private static byte[] ReadAll()
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] bytes = new byte[FirstBytes];
        int count = 0;
        while ((count += file.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false)) == bytes.Length)
        {
            Array.Resize(ref bytes, count <= MaxBytes ? Math.Min(count * 2, MaxBytes + 1)
                : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxBytes} bytes")));
        }

        return bytes[..count];
    }

    private static bool LooksMeant(string file) =>
        System.IO.Path.GetFileName(file) is var name && (name.StartsWith("hostipc", StringComparison.OrdinalIgnoreCase) || name.Contains(".json", StringComparison.OrdinalIgnoreCase));

    private static void Add(JsonElement element, SettingNode node)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                node.Set(null, Path);
                AddProperties(element, node);
                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                node.Set(null, Path, isList: true);
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Add(item, node.GetOrAdd(index.ToString(CultureInfo.InvariantCulture)));
                    index++;
                }

                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                node.Set(null, Path, isEmpty: true);
                break;
            default:
                node.Set(Text(element, node), Path);
                break;
        }
    }

    // The settings know no case. Of two keys that differ in nothing else, or not at all, one would be lost, or the limits of one command be those of another.
    private static void AddProperties(JsonElement element, SettingNode node)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            SettingNode child = node.GetOrAdd(property.Name);
            if (child.Source is not null)
            {
                throw new FormatException($"{LogEscaping.EscapeExcerpt(child.Key)} is there twice; keys that differ in case alone are the same");
            }

            Add(property.Value, child);
        }
    }

    private static string? Text(JsonElement element, SettingNode node)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => element.GetString(),
                _ => element.GetRawText(),
            };
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{LogEscaping.EscapeExcerpt(node.Key)} is half of a surrogate pair; text is wanted");
        }
    }

    private static string Reason(Exception e) => e is JsonException json
        ? $"line {json.LineNumber + 1} is not JSON: {json.Message[..Math.Max(json.Message.IndexOf(" LineNumber:", StringComparison.Ordinal), 0)]}"
        : e.Message;
}
