namespace HostIpc.Protocol.Framing;

/// <summary>What both sides send first where frames are spoken.</summary>
public static class Preface
{
    /// <summary>With this begins a first line that means frames, of whatever version.</summary>
    public static ReadOnlySpan<byte> AnyVersion => "HOSTIPC/"u8;

    /// <summary>The first line, with its LF.</summary>
    public static ReadOnlySpan<byte> Line => "HOSTIPC/1\n"u8;

    /// <summary>With this begins a line that says, in place of a preface or of output, why something was not run.</summary>
    public static ReadOnlySpan<byte> RejectionStart => "hostipc: "u8;

    /// <summary>The first line in a form that can be written asynchronously.</summary>
    public static ReadOnlyMemory<byte> Bytes { get; } = Line.ToArray();
}
