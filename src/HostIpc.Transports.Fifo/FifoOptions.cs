using HostIpc.Hosting;
using HostIpc.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostIpc.Transports.Fifo;

/// <summary>The settings of the FIFO transport.</summary>
public sealed class FifoOptions
{
    /// <summary>The largest <see cref="Concurrency"/>.</summary>
    public const int MaxConcurrency = 1024;

    private UnixFileMode _mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Where the FIFO is, or is to be made. Default <c>/ipc/channel</c>. A missing directory is made with mode 0755. Whoever
    /// may write in the directory can delete or replace the FIFO, and so read what was meant for the server.
    /// </summary>
    public string Path { get; set; } = "/ipc/channel";

    /// <summary>
    /// The FIFO's mode, whatever the umask; an existing FIFO is given it too. Default 0600, 0 to 0777: only the server's own
    /// user, and root in any container that has the directory. A process that may write to the FIFO may run what the policy lets a FIFO
    /// run; a process that may read it can take requests away from the server.
    /// </summary>
    // A configuration would give an enumeration the decimal number that its text is: this key is never written there.
    [ConfigurationKeyName("(code only)")]
    public UnixFileMode Mode
    {
        get => _mode;
        set => (_mode, WrongMode) = (value, null);
    }

    /// <summary>
    /// <see cref="Mode"/> as octal text, for example "0660": what an <c>IConfiguration</c> binds the key <c>Mode</c> to. Default "0600", "0000" to "0777".
    /// Other text is refused when the settings are checked.
    /// </summary>
    [ConfigurationKeyName("Mode")]
    public string OctalMode
    {
        get => WrongMode ?? Files.OctalMode.Format(Mode);
        set
        {
            if (Files.OctalMode.TryParse(value, out UnixFileMode mode))
            {
                Mode = mode;
            }
            else
            {
                WrongMode = value ?? "";
            }
        }
    }

    /// <summary>Text that is not an octal mode; null if the mode is known.</summary>
    internal string? WrongMode { get; private set; }

    /// <summary>
    /// How many of the FIFO's commands run at the same time. Default 1: one after the other, in the order of their lines; 1 to
    /// 1024. With more, a command may start before the one of the line above has ended.
    /// </summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>
    /// Whether a line whose writer leaves without a line feed is refused. Default false: the line has ended and runs, as with
    /// <c>printf ls > /ipc/channel</c>. Set it where writers can be killed in the middle of a line: half a line is then refused and logged, and
    /// not run.
    /// </summary>
    public bool RequireLineFeed { get; set; }

    /// <summary>The section <c>Fifo</c>, with what each setting takes.</summary>
    public static SettingSection<FifoOptions> Settings { get; } = new("Fifo", "The named pipe. Your containers write lines into it.",
    [
        Setting.FilePath(nameof(Path), (FifoOptions fifo) => fifo.Path, (fifo, value) => fifo.Path = value,
            "The path of the FIFO. Empty: no FIFO. The variable `NAMED_PIPE` of the original image sets it too."),
        Setting.Mode(nameof(Mode), (FifoOptions fifo) => fifo.Mode, (fifo, value) => fifo.Mode = value,
            "Its mode, whatever the umask. A user who can write to it can run the shell, if that is open, and every command without `Allow`."),
        Setting.Number(nameof(Concurrency), 1, MaxConcurrency, (FifoOptions fifo) => fifo.Concurrency, (fifo, value) => fifo.Concurrency = (int)value,
            "Maximum number of its commands that run at the same time. With 1 they run one after the other, in order."),
        Setting.Flag(nameof(RequireLineFeed), (FifoOptions fifo) => fifo.RequireLineFeed, (fifo, value) => fifo.RequireLineFeed = value,
            "Rejects and logs a line if its writer closes without a line feed. Otherwise it runs, as with `printf ls > /ipc/channel`. Set it if your writers can be killed in the middle of a line."),
    ]);

    /// <exception cref="OptionsValidationException">At least one value is out of range: the message says which key it is, what was found, and what is allowed.</exception>
    internal void Validate()
    {
        string[] faults = [.. FileEndpointCheck.FindFaults("Fifo", Path, "/ipc/channel", Mode, WrongMode), .. Settings.FindFaults(this).Select(static fault => $"{fault.Key} {fault.Message}")];
        if (faults.Length > 0)
        {
            throw new OptionsValidationException("Fifo", typeof(FifoOptions), faults);
        }
    }
}
