using HostIpc.Hosting;
using HostIpc.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostIpc.Transports.UnixSocket;

/// <summary>The settings of the Unix socket transport.</summary>
public sealed class UnixSocketOptions
{
    /// <summary>The largest <see cref="Backlog"/>.</summary>
    public const int MaxBacklog = 4096;

    private UnixFileMode _mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Where the socket is to be made. Default <c>/ipc/hostipc.sock</c>; at most 107 bytes, which is what an address holds, and at most 80
    /// of them after the last slash. A missing directory is made with mode 0755. A socket without a server is replaced, any other file
    /// is left alone and refused. A process that may write in the directory can put its own socket there and so pose as the server.
    /// </summary>
    public string Path { get; set; } = "/ipc/hostipc.sock";

    /// <summary>
    /// The socket's mode, whatever the umask, from the moment it is there. Default 0600, 0 to 0777: only the server's own user, and root in any
    /// container that has the directory. A process that may write to the socket may connect, and run what the policy permits.
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
    /// How many connections may wait to be accepted. Default 512, 1 to 4096; the kernel takes <c>net.core.somaxconn</c> where that is less. A
    /// client that comes when so many wait is made to wait too, or told to try again where it does not block.
    /// </summary>
    public int Backlog { get; set; } = 512;

    /// <summary>The section <c>UnixSocket</c>, with what each setting takes.</summary>
    public static SettingSection<UnixSocketOptions> Settings { get; } = new("UnixSocket", "The Unix socket. Your clients connect to it.",
    [
        Setting.FilePath(nameof(Path), (UnixSocketOptions socket) => socket.Path, (socket, value) => socket.Path = value,
            "The path of the socket, at most 107 bytes. Empty: no socket.", defaultText: "`hostipc.sock` in the FIFO's directory"),
        Setting.Mode(nameof(Mode), (UnixSocketOptions socket) => socket.Mode, (socket, value) => socket.Mode = value,
            "Its mode, whatever the umask, from the start. If the mode lets other users connect, say in `Allow` who may run each command."),
        Setting.Number(nameof(Backlog), 1, MaxBacklog, (UnixSocketOptions socket) => socket.Backlog, (socket, value) => socket.Backlog = (int)value,
            "Maximum number of connections that wait to be accepted (`listen(2)`). The kernel lowers it to `net.core.somaxconn`."),
    ]);

    /// <exception cref="OptionsValidationException">At least one value is out of range: the message says which key it is, what was found, and what is allowed.</exception>
    internal void Validate()
    {
        string[] faults = [.. FileEndpointCheck.FindFaults("UnixSocket", Path, "/ipc/hostipc.sock", Mode, WrongMode), .. Settings.FindFaults(this).Select(static fault => $"{fault.Key} {fault.Message}")];
        if (faults.Length > 0)
        {
            throw new OptionsValidationException("UnixSocket", typeof(UnixSocketOptions), faults);
        }
    }
}
