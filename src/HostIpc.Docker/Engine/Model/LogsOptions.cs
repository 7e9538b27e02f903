namespace HostIpc.Docker;

/// <summary>What of a container's log is read.</summary>
public sealed class LogsOptions
{
    /// <summary>Whether the stream goes on with what is written from now on, until the container ends. Default false.</summary>
    public bool Follow { get; set; }

    /// <summary>Whether the standard output is read. Default true.</summary>
    public bool Output { get; set; } = true;

    /// <summary>Whether the standard error is read. Default true.</summary>
    public bool Error { get; set; } = true;

    /// <summary>Whether each line begins with its time, as RFC 3339 has it, and a space. Default false.</summary>
    public bool Timestamps { get; set; }

    /// <summary>Only what was written then or later. Default null: from the beginning.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only what was written then or earlier (API 1.35; what is older takes no notice). Default null: to the end.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Only so many of the last lines, 0 or more, counted over both streams even where only one is read. Default null: all.</summary>
    public int? Tail { get; set; }
}
