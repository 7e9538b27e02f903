namespace HostIpc.Docker;

/// <summary>The settings of a <see cref="DockerClient"/>. They are read once, when it is made.</summary>
public sealed class DockerClientOptions
{
    private const int MinAnswerBytes = 1024;
    private const int MaxAnswerBytesUpperBound = 1 << 30;
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>
    /// Where the Docker Engine is: <c>unix:///path</c>, an absolute path, or <c>tcp://host:port</c>. Default null: what the environment variable
    /// <c>DOCKER_HOST</c> says, and where it is not set or empty <c>unix:///var/run/docker.sock</c>. A process that can talk to an engine is root on its host.
    /// </summary>
    /// <remarks>
    /// TLS is not supported: a <c>tcp://</c> endpoint is spoken to in the clear, by the program at the address, so it belongs on loopback or into a network
    /// of its own. <c>https://</c>, and <c>tcp://</c> while <c>DOCKER_TLS_VERIFY</c> is set, are errors rather than a connection less safe than meant.
    /// </remarks>
    public string? Endpoint { get; set; }

    /// <summary>
    /// How long one exchange may take, from connecting to the last byte of the answer; of a stream (logs, attach, exec, events), from connecting to the head of the
    /// answer. Default 30 s; 10 ms to a day. What waits by its meaning has that time on top of it: a stop its grace, the wait for a container no bound at all.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many bytes an answer may have that is no stream. Default 16 MiB; 1 KiB to 1 GiB. So much memory, at most, an engine can make one exchange take.</summary>
    public int MaxAnswerBytes { get; set; } = 16 * 1024 * 1024;

    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    internal void Validate()
    {
        if (Timeout < ShortestTimeout || Timeout > LongestTimeout)
        {
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, "10 ms to a day is wanted.");
        }

        if (MaxAnswerBytes is < MinAnswerBytes or > MaxAnswerBytesUpperBound)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxAnswerBytes), MaxAnswerBytes, $"{MinAnswerBytes} to {MaxAnswerBytesUpperBound} is wanted.");
        }
    }
}
