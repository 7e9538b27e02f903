namespace HostIpc.Configuration.Sources;

/// <summary>Where settings are read from, at the start and again when they change.</summary>
internal abstract class SettingsOrigin
{
    /// <summary>What it is, for messages: a file's path.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it is there.</summary>
    public abstract bool Exists { get; }

    /// <summary>Whether they are those of <c>hostipcd</c>, which has the process for itself: it serves a FIFO and a socket where their sections are absent, tells its operator of warnings by itself, and gives memory back.</summary>
    public abstract bool IsServerProgram { get; }

    /// <summary>Reads them.</summary>
    /// <param name="mustExist">Whether one that may be absent must be there too.</param>
    /// <exception cref="SettingsException">They cannot be read, or are absent and must not be.</exception>
    public abstract SettingNode Read(bool mustExist);

    /// <summary>What the file is now; nothing where it is no file that is known.</summary>
    public abstract FileLook Look();

    /// <summary>Why the shell stays closed without commands; null for nothing.</summary>
    public abstract string? FindShellClosure();

    /// <summary>Finds what was probably meant as a setting and is none, a sentence for each.</summary>
    /// <param name="known">All keys of the settings.</param>
    public abstract IEnumerable<string> FindStrays(IReadOnlyCollection<string> known);

    /// <summary>Makes what notices that they change.</summary>
    /// <param name="loaded">What they were when they were read.</param>
    public abstract SettingsWatch Watch(FileLook loaded);
}
