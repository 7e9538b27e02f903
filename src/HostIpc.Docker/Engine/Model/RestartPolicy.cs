namespace HostIpc.Docker;

/// <summary>Whether an engine starts a container again that has ended by itself.</summary>
public enum RestartPolicy
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>It does, whatever the exit code, and when the engine starts.</summary>
    Always,

    /// <summary>As <see cref="Always"/>, but not when the engine starts if the container was stopped before.</summary>
    UnlessStopped,

    /// <summary>It does where the exit code is not 0, so many times at most as <see cref="ContainerCreation.MaximumRetryCount"/> says.</summary>
    OnFailure,
}
