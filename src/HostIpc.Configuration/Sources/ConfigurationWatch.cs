namespace HostIpc.Configuration.Sources;

/// <summary>
/// Notices that the configuration file is another, by looking at it now and then. No notice of the kernel would do: a file that is mounted by itself, a directory that is
/// replaced by a rename and a link that is turned elsewhere each need one at a different place, and the place can go away.
/// </summary>
internal sealed class ConfigurationWatch(string path, FileLook loaded)
{
    private FileLook _last = loaded;

    /// <summary>What the file was when it was loaded last, or when that was tried.</summary>
    public FileLook Loaded { get; private set; } = loaded;

    /// <summary>Whether it differs from what was loaded and was the same at the last look: a file that is still being written is not read.</summary>
    public bool HasSettledChange()
    {
        FileLook now = FileLook.At(path);
        bool isSettled = now == _last;
        _last = now;
        return isSettled && now != Loaded;
    }

    /// <summary>Takes the file as loaded, as it was before it was read. What is written from then on is seen by the next looks.</summary>
    public void Take(FileLook look) => Loaded = _last = look;
}
