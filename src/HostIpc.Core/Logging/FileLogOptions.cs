using HostIpc.Settings;

namespace HostIpc.Logging;

/// <summary>Where and how the log file is written.</summary>
public sealed class FileLogOptions
{
    /// <summary>The least value of <see cref="MaxLines"/>.</summary>
    public const int SmallestMaxLines = 1;

    /// <summary>The largest value of <see cref="MaxLines"/>.</summary>
    public const int LargestMaxLines = 100_000_000;

    /// <summary>The least value of <see cref="MaxBytes"/>, in bytes.</summary>
    public const long SmallestMaxBytes = 1024 * 1024;

    /// <summary>The largest value of <see cref="MaxBytes"/>, in bytes.</summary>
    public const long LargestMaxBytes = 1L << 40;

    internal static readonly TimeSpan DefaultWriteTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The least value of <see cref="WriteTimeout"/>: a millisecond.</summary>
    public static readonly TimeSpan ShortestWriteTimeout = TimeSpan.FromMilliseconds(1);

    /// <summary>The largest value of <see cref="WriteTimeout"/>: an hour.</summary>
    public static readonly TimeSpan LongestWriteTimeout = TimeSpan.FromHours(1);

    /// <summary>
    /// The file. Required, no default. It is created with mode 0600, and a missing directory with mode 0755. A file that is there is
    /// appended to and keeps its mode; it must be a regular file with one link. Commands and their output are written into it,
    /// secrets included: a process that can read the file can read those. Old lines are removed by replacing the file, so the server must
    /// be able to write to its directory: mount that into a container, not the file alone.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// How many lines are kept. Default 25000, 1 to 100,000,000. The file holds up to a tenth more before the oldest lines are
    /// removed. That copies the rest, so the disk must have room for it twice.
    /// </summary>
    public int MaxLines { get; set; } = 25_000;

    /// <summary>
    /// How many bytes are kept. Default 134,217,728 (128 MiB), 1 MiB to 1 TiB. The file holds up to a tenth more before the oldest lines are
    /// removed. A file that is longer than that when it is opened, or that another process makes longer, is shortened to its newest lines; holes in
    /// it are dropped. With a large bound that can take longer than <see cref="WriteTimeout"/>, and lines that do not fit into memory meanwhile are lost.
    /// </summary>
    public long MaxBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>
    /// How long commands may wait for a disk that takes nothing, once up to 1 MiB of lines waits in memory. Default 2 seconds, from a millisecond to an hour. After
    /// that commands go on and lines are lost until the disk takes some; how many is said in the file. A long time here delays commands, and answers to clients.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = DefaultWriteTimeout;

    /// <summary>The form of a line. Default <see cref="LogFormat.Text"/>. A file with lines of the other form is simply continued.</summary>
    public LogFormat Format { get; set; } = LogFormat.Text;

    /// <summary>
    /// Makes a formatter in place of the one of <see cref="Format"/>. Default null: that one. Called twice: for lines, and for what the file itself has to say. In a file of another form the server finds neither
    /// the last id nor the requests that the server before did not finish: ids begin with 1 again.
    /// </summary>
    public Func<ILogFormatter>? CreateFormatter { get; set; }

    /// <summary>The section <c>Log</c>, with what each setting takes.</summary>
    public static SettingSection<FileLogOptions> Settings { get; } = new("Log", "The log of your commands.",
    [
        Setting.FilePath(nameof(Path), (FileLogOptions log) => log.Path, (log, value) => log.Path = value,
            "The log file. Its directory must be writable: a log that you mount as a single file cannot be shortened. The variable `LOG` of the original image sets it too.", defaultText: "none: the log is on the console alone"),
        Setting.Choice<FileLogOptions, LogFormat>(nameof(Format), log => log.Format, (log, value) => log.Format = value,
            "The format, in the file and on the console."),
        Setting.Number(nameof(MaxLines), SmallestMaxLines, LargestMaxLines, (FileLogOptions log) => log.MaxLines, (log, value) => log.MaxLines = (int)value,
            "Maximum number of lines in the file, and up to a tenth more. The oldest lines go first. The variable `MAX_LOG_LINES` of the original image sets it too."),
        Setting.Number(nameof(MaxBytes), SmallestMaxBytes, LargestMaxBytes, (FileLogOptions log) => log.MaxBytes, (log, value) => log.MaxBytes = value,
            "Maximum number of bytes in the file, and up to a tenth more. The oldest lines go first. A longer file is shortened immediately, also if another process made it longer."),
        Setting.Duration(nameof(WriteTimeout), ShortestWriteTimeout, LongestWriteTimeout, (FileLogOptions log) => log.WriteTimeout, (log, value) => log.WriteTimeout = value,
            "Maximum time that commands wait for a blocked disk or console, after 1 MiB of lines waits in memory. After that, lines are lost and counted."),
    ]);
}
