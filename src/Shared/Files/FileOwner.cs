using HostIpc.Interop;

namespace HostIpc.Files;

/// <summary>Whose files the server takes for its own.</summary>
internal static class FileOwner
{
    public static bool IsTrusted(uint userId) => userId == 0 || userId == Libc.GetEUid();
}
