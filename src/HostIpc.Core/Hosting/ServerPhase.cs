namespace HostIpc.Hosting;

/// <summary>The life of a server.</summary>
public enum ServerPhase
{
    /// <summary>It was not started, or could not be.</summary>
    NotStarted,

    /// <summary>It serves.</summary>
    Running,

    /// <summary>It was told to stop: it accepts nothing new, and what was accepted may still run.</summary>
    Stopping,

    /// <summary>It has stopped.</summary>
    Stopped,
}
