namespace HostIpc.Modules;

/// <summary>
/// The section of a module in the settings. Keys are relative to it. Each method returns the value, or the default where the key is not set. A value that is not allowed is added as an error with the key, the value, what
/// is allowed and where it was set, and the default is returned. A key that was not asked for is unknown: if it is set, the settings are refused, with the nearest known key.
/// </summary>
/// <remarks>Members may be added; implement it only in tests.</remarks>
public interface ISettingsSection
{
    /// <summary>Whether the transport is wanted: a key of the section is set, or the server program serves it by default (<see cref="TransportModule.IsServedByDefault"/>).</summary>
    bool IsWanted { get; }

    /// <summary>The directory of the files of the transports that were read before: where a file belongs that has no path of its own. Null for none.</summary>
    string? Directory { get; }

    /// <summary>Reads text. It has no NUL.</summary>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">The value where the key is not set.</param>
    string Text(string key, string defaultValue);

    /// <summary>Reads the absolute path of a file. Empty text is allowed, for no file.</summary>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">The value where the key is not set.</param>
    string Path(string key, string defaultValue);

    /// <summary>Reads a whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">The value where the key is not set.</param>
    /// <param name="min">The smallest that is allowed.</param>
    /// <param name="max">The largest that is allowed.</param>
    int Number(string key, int defaultValue, int min, int max);

    /// <inheritdoc cref="Number(string, int, int, int)"/>
    long Number(string key, long defaultValue, long min, long max);

    /// <summary>Reads a duration, written as <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">The value where the key is not set.</param>
    /// <param name="min">The shortest that is allowed.</param>
    /// <param name="max">The longest that is allowed.</param>
    TimeSpan Duration(string key, TimeSpan defaultValue, TimeSpan min, TimeSpan max);

    /// <summary>Reads a file mode, written in octal from <c>0000</c> to <c>0777</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">The value where the key is not set.</param>
    UnixFileMode Mode(string key, UnixFileMode defaultValue);

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">The value where the key is not set.</param>
    bool Flag(string key, bool defaultValue);

    /// <summary>Reads the name of a value of an enumeration, whatever its case.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">The value where the key is not set.</param>
    T Choice<T>(string key, T defaultValue)
        where T : struct, Enum;

    /// <summary>Reads a list of texts, which may also be written as one text with commas. Empty text is an empty list.</summary>
    /// <param name="key">The key.</param>
    /// <param name="max">The largest number of elements that is allowed.</param>
    /// <param name="findFault">Says what is wanted in place of an element; null where the element is allowed.</param>
    /// <returns>The elements, also those that are not allowed; null where the key is not set.</returns>
    IList<string>? List(string key, int max, Func<string, string?> findFault);

    /// <summary>Adds an error. The server does not start, and each error is one line.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">What was found and what is allowed, to stand behind the key: <c>is "x"; … is wanted</c>.</param>
    void AddError(string key, string message);
}
