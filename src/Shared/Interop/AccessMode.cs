namespace HostIpc.Interop;

/// <summary>What faccessat(2) is asked about.</summary>
[Flags]
internal enum AccessMode
{
    Execute = 1, // X_OK
    Write = 2, // W_OK
    Read = 4, // R_OK
}
