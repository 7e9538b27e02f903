namespace HostIpc.Docker;

/// <summary>What of a container is attached to.</summary>
public sealed class AttachOptions
{
    /// <summary>Whether what was written before comes first. Default false. It may be much, and is only there where the container's log can be read.</summary>
    public bool Logs { get; set; }

    /// <summary>Whether what is written from now on comes, until the container ends. Default true.</summary>
    public bool Follow { get; set; } = true;

    /// <summary>Whether input is sent. Default false. A container made without input (<see cref="ContainerCreation.HasInput"/>) gets none. The engine takes the bytes 16 and 17 (Ctrl-P, Ctrl-Q) to a terminal for the wish to detach.</summary>
    public bool Input { get; set; }

    /// <summary>Whether the standard output is read. Default true.</summary>
    public bool Output { get; set; } = true;

    /// <summary>Whether the standard error is read. Default true.</summary>
    public bool Error { get; set; } = true;
}
