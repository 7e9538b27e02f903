namespace HostIpc.Configuration.Settings;

internal sealed class MemoryOptions
{
    public string Name { get; set; } = "";

    public string File { get; set; } = "";

    public long Size { get; set; } = 4096;

    public int Slots { get; set; } = 2;

    public TimeSpan Pause { get; set; }

    public UnixFileMode Mode { get; set; }

    public DayOfWeek Kind { get; set; }

    public bool IsShared { get; set; }

    public IList<string> Ports { get; set; } = [];
}
