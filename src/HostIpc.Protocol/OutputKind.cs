namespace HostIpc.Protocol;

/// <summary>The two streams that a command writes to, numbered as their file descriptors.</summary>
public enum OutputKind : byte
{
    /// <summary>Standard output.</summary>
    Output = 1,

    /// <summary>Standard error.</summary>
    Error = 2,
}
