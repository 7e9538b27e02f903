namespace HostIpc.Framing;

/// <summary>Why a line is refused as a whole.</summary>
internal enum LineFault
{
    None,
    TooLong,
    ContainsNul,
    NotUtf8,
    Unended,
}
