namespace HostIpc.Logging;

/// <summary>How the lines of a log are made and how long the log waits for their receiver.</summary>
public class LineLogOptions
{
    /// <summary>The form of a line. Default <see cref="LogFormat.Text"/>.</summary>
    public LogFormat Format { get; set; } = LogFormat.Text;

    /// <summary>Makes the formatter of the log in place of the one of <see cref="Format"/>. Default null: that one. Called once.</summary>
    public Func<ILogFormatter>? CreateFormatter { get; set; }

    /// <summary>
    /// How long commands may wait for an output that takes nothing, once up to 1 MiB of lines waits in memory. Default 2 seconds, from a millisecond to an hour. After that commands go on and lines
    /// are lost until it takes some. A long time here delays commands, and answers to clients.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = FileLogOptions.DefaultWriteTimeout;
}
