namespace HostIpc.Transports.Fifo;

/// <summary>Why a session ended.</summary>
internal enum FifoSessionEnd
{
    /// <summary>The server stops. The descriptor is closed.</summary>
    Stopped,

    /// <summary>The path leads to the file no more. The descriptor is closed.</summary>
    Lost,

    /// <summary>The server took no more, though nothing stops. The descriptor is still open.</summary>
    ReaderGone,
}
