using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace HostIpc.Server.Settings;

/// <summary>Where settings come from, later wins: the JSON file, the environment, the variables of the original image.</summary>
internal static class SettingsSources
{
    public const string FileVariable = "HOSTIPC_CONFIG";
    public const string Prefix = "HOSTIPC__";

    private const string DefaultFile = "/etc/hostipc/hostipc.json";

    private static readonly Dictionary<string, string> OriginalVariables = new()
    {
        ["NAMED_PIPE"] = "Fifo:Path",
        ["LOG"] = "Log:Path",
        ["MAX_LOG_LINES"] = "Log:MaxLines",
    };

    /// <summary>The file that is read where it exists.</summary>
    public static string File => Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } path ? path : DefaultFile;

    /// <exception cref="SettingsException">The file is there and cannot be read.</exception>
    public static IConfigurationRoot Load()
    {
        var builder = new ConfigurationBuilder();
        try
        {
            if (TryReadFile() is { } json)
            {
                builder.AddJsonStream(new MemoryStream(json));
            }

            builder.AddEnvironmentVariables(Prefix);
            builder.AddInMemoryCollection(OriginalSettings());
            return builder.Build();
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidDataException or JsonException)
        {
            throw new SettingsException($"{File} cannot be read: {Reason(e).ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The name of a key where it was set: a variable, or the file.</summary>
    public static string Describe(string key)
    {
        foreach ((string variable, string original) in OriginalVariables)
        {
            if (original == key && IsSet(variable))
            {
                return variable;
            }
        }

        string name = Prefix + key.Replace(":", "__", StringComparison.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (name.Equals((string)variable.Key, StringComparison.OrdinalIgnoreCase))
            {
                return (string)variable.Key;
            }
        }

        return File;
    }

    // Null where it is absent. Not by asking whether it exists: that is false, too, where it may not be seen, and the limits in it would be
    // passed over.
    private static byte[]? TryReadFile()
    {
        try
        {
            return System.IO.File.ReadAllBytes(File);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw new SettingsException($"{File} cannot be read: {(Directory.Exists(File) ? "it is a directory" : "permission denied")}");
        }
    }

    private static string Reason(Exception e) => (e as JsonException ?? e.InnerException as JsonException) is { } json
        ? $"line {json.LineNumber + 1} is not JSON: {json.Message[..Math.Max(json.Message.IndexOf(" LineNumber:", StringComparison.Ordinal), 0)]}"
        : e.Message;

    private static IEnumerable<KeyValuePair<string, string?>> OriginalSettings() =>
        from variable in OriginalVariables
        where IsSet(variable.Key)
        select KeyValuePair.Create(variable.Value, Environment.GetEnvironmentVariable(variable.Key));

    // An empty path means none, as it does in the file. An empty number means nothing.
    private static bool IsSet(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } value && (value.Length > 0 || OriginalVariables[variable].EndsWith(":Path", StringComparison.Ordinal));
}
