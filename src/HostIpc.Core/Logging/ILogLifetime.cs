namespace HostIpc.Logging;

/// <summary>A log that also has the server's own start and stop, and is touched only once the server is sure to serve.</summary>
internal interface ILogLifetime
{
    /// <summary>Opens it. What was written before this waits.</summary>
    /// <returns>What is in it from before.</returns>
    /// <exception cref="LogFileException">What is at the path must not be written to.</exception>
    LogHistory Open();
}
