namespace HostIpc.Protocol;

/// <summary>The two streams that a command writes to, numbered as their file descriptors.</summary>
public enum OutputKind : byte
{
    /// <summary>Standard output.</summary>
    Stdout = 1,

    /// <summary>Standard error.</summary>
    Stderr = 2,
}
