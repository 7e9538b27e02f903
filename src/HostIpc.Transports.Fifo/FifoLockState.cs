namespace HostIpc.Transports.Fifo;

/// <summary>What became of the attempt to lock a FIFO.</summary>
internal enum FifoLockState
{
    Taken,

    /// <summary>Somebody holds a lock for writing, as a server does.</summary>
    HeldByServer,

    /// <summary>Somebody holds a lock for reading, as no server does.</summary>
    HeldByReader,
}
