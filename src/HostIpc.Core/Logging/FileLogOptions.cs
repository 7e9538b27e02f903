namespace HostIpc.Logging;

/// <summary>Where and how the log file is written.</summary>
public sealed class FileLogOptions
{
    internal const int SmallestMaxLines = 1;
    internal const int LargestMaxLines = 100_000_000;

    /// <summary>
    /// The file. Required, no default. It is created with mode 0600, and a missing directory with mode 0755. A file that is there is
    /// appended to and keeps its mode; it must be a regular file with one link. Commands and their output are written into it,
    /// secrets included: whoever can read the file can read those. Old lines are removed by replacing the file, so the server must
    /// be able to write to its directory: mount that into a container, not the file alone.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// How many lines are kept. Default 25000, 1 to 100,000,000. The file holds up to a tenth more before the oldest lines are
    /// removed. That copies the rest, so the disk must have room for it twice, and events wait while it lasts.
    /// </summary>
    public int MaxLines { get; set; } = 25_000;

    /// <summary>The form of a line. Default <see cref="LogFormat.Text"/>. A file with lines of the other form is simply continued.</summary>
    public LogFormat Format { get; set; } = LogFormat.Text;
}
