namespace CustomTransport;

/// <summary>The settings of the transport.</summary>
internal sealed class AbstractSocketOptions
{
    public const int MaxBacklog = 4096;

    /// <summary>The socket's name, without the NUL before it. Default none: nothing is listened on.</summary>
    public string Name { get; set; } = "";

    /// <summary>How many connections may wait to be accepted. Default 128, 1 to 4096.</summary>
    public int Backlog { get; set; } = 128;
}
