namespace HostIpc.Settings;

/// <summary>
/// Reads settings by their full keys, such as <c>Limits:MaxConnections</c>. A value that cannot be read is reported to the operator and counts as not set. A key that is set and that nobody reads is reported as
/// no setting.
/// </summary>
/// <remarks>Members may be added; implement it only in tests.</remarks>
public interface ISettingReader
{
    /// <summary>Reads a text.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The text; null if it is not set.</returns>
    string? Text(string key);

    /// <summary>Reads a whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value.</param>
    /// <returns>The number; null if it is not set.</returns>
    long? Number(string key, long min, long max);

    /// <summary>Reads a time, written as <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The time, zero or more; null if it is not set.</returns>
    TimeSpan? Duration(string key);

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The value; null if it is not set.</returns>
    bool? Flag(string key);

    /// <summary>Reads a name of an enumeration, in any case.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>The value; null if it is not set.</returns>
    T? Choice<T>(string key)
        where T : struct, Enum;

    /// <summary>Reads a file mode in octal, such as <c>0600</c>.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The mode; null if it is not set.</returns>
    UnixFileMode? Mode(string key);

    /// <summary>Reads a list of texts.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts, in order; none if it is not set.</returns>
    string[] List(string key);

    /// <summary>Reads a list of texts, or one text.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts, in order; none if it is not set.</returns>
    string[] TextOrList(string key);

    /// <summary>Reads a list of texts, which may also be one text with commas.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts, in order; null if it is not set.</returns>
    string[]? OptionalList(string key);

    /// <summary>Reads a list of texts, which may also be one text with commas. An empty text is an empty list.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts, in order; null if it is not set.</returns>
    string[]? PossiblyEmptyList(string key);

    /// <summary>Reads an object of texts.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts by name; none if it is not set.</returns>
    Dictionary<string, string> Texts(string key);

    /// <summary>Reads an object of texts and lists of texts.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts by name; none if it is not set.</returns>
    Dictionary<string, IList<string>> TextLists(string key);

    /// <summary>Reads a list of objects.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What the list is of, for a message: <c>a list of parameters</c>.</param>
    /// <returns>The keys of the objects, in order; none if it is not set.</returns>
    IReadOnlyList<string> Elements(string key, string expected);

    /// <summary>Reads the names in an object.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What the object is, for a message: <c>an object with a Name</c>.</param>
    /// <returns>The names; null if it is not set.</returns>
    IReadOnlyList<string>? Section(string key, string expected);

    /// <summary>Reports what is wrong with a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">What was found and what is wanted, to stand behind the key: <c>is "x"; an absolute path is wanted</c>.</param>
    void AddError(string key, string message);
}
