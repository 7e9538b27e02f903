namespace HostIpc.Interop;

/// <summary>The signals that are dealt with, as signal(7) numbers them on x86-64 and arm64.</summary>
internal static class Signals
{
    public const int HangUp = 1; // SIGHUP
    public const int Interrupt = 2; // SIGINT
    public const int Quit = 3; // SIGQUIT
    public const int Kill = 9; // SIGKILL
    public const int Pipe = 13; // SIGPIPE
    public const int Terminate = 15; // SIGTERM
    public const int Child = 17; // SIGCHLD
    public const int Continue = 18; // SIGCONT
    public const int TerminalInput = 21; // SIGTTIN
}
