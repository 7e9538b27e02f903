namespace HostIpc.Interop;

/// <summary>The signals that are dealt with, as signal(7) numbers them.</summary>
internal static class Signals
{
    public const int HangUp = 1; // SIGHUP
    public const int Interrupt = 2; // SIGINT
    public const int Quit = 3; // SIGQUIT
    public const int Kill = 9; // SIGKILL
    public const int User1 = 10; // SIGUSR1
    public const int User2 = 12; // SIGUSR2
    public const int Pipe = 13; // SIGPIPE
    public const int Alarm = 14; // SIGALRM
    public const int Terminate = 15; // SIGTERM
    public const int Child = 17; // SIGCHLD
    public const int Continue = 18; // SIGCONT
    public const int Stop = 19; // SIGSTOP
    public const int TerminalStop = 20; // SIGTSTP
    public const int TerminalInput = 21; // SIGTTIN
    public const int FileSize = 25; // SIGXFSZ
    public const int WindowChange = 28; // SIGWINCH
    public const int Last = 64; // SIGRTMAX
}
