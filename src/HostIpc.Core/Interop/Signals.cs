namespace HostIpc.Interop;

/// <summary>The signals that are dealt with, as signal(7) numbers them on x86-64 and arm64.</summary>
internal static class Signals
{
    public const int Kill = 9; // SIGKILL
    public const int Terminate = 15; // SIGTERM
    public const int Child = 17; // SIGCHLD
    public const int Continue = 18; // SIGCONT
}
