namespace HostIpc.Docker;

/// <summary>What a command of <see cref="DockerCommandOptions"/> does with its container.</summary>
public enum DockerAction
{
    /// <summary>Stops it, where it runs, and starts it. Prints nothing.</summary>
    Restart,

    /// <summary>Starts it. One that runs is left as it is. Prints nothing.</summary>
    Start,

    /// <summary>Stops it. One that does not run is left as it is. Prints nothing.</summary>
    Stop,

    /// <summary>Sends a signal to its first process. Prints nothing.</summary>
    Kill,

    /// <summary>Freezes its processes. Prints nothing.</summary>
    Pause,

    /// <summary>Lets them go on. Prints nothing.</summary>
    Unpause,

    /// <summary>Runs a program in it, with its output, input and exit code.</summary>
    Exec,

    /// <summary>Prints what it wrote, its streams apart.</summary>
    Logs,

    /// <summary>Prints the engine's description of it, as JSON. That has the container's environment in it, and what is secret there.</summary>
    Inspect,
}
