using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>Whose files the server takes for its own.</summary>
internal static class FifoOwner
{
    public static bool IsTrusted(uint userId) => userId == 0 || userId == Libc.GetEUid();
}
