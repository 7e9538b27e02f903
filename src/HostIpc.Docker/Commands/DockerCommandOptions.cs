using HostIpc.Settings;

namespace HostIpc.Docker;

/// <summary>What a command does by the engine's API: one thing, with one container. It needs no docker program, no shell, and nothing of the target.</summary>
/// <remarks>
/// A process that may run <see cref="DockerAction.Exec"/> with a program of its choice, in a container that has the engine's socket or is privileged, is root on the engine's host.
/// </remarks>
public sealed class DockerCommandOptions
{
    /// <summary>As <see cref="Container"/>: the container that the caller itself is in.</summary>
    public const string Self = "{self}";

    internal const int DefaultTail = 1000;

    /// <summary>The largest value of <see cref="Tail"/>, in lines.</summary>
    public const int MaxTail = 10_000_000;

    internal static readonly TimeSpan LongestGrace = TimeSpan.FromHours(1);
    internal static readonly TimeSpan LongestSince = TimeSpan.FromDays(3650);

    /// <summary>What is done. Default null: none, and one is wanted.</summary>
    public DockerAction? Action { get; set; }

    /// <summary>
    /// The container: its name, or the beginning of its id. <c>{name}</c> in it stands for the value of that parameter, and the whole must then be exactly the name that a container
    /// has: neither an id nor the beginning of one reaches a container that the parameter's rules were not written for. <c>{self}</c> is the container that the caller itself is in, by
    /// the kernel's data on its process; nothing in a request can make it another one, and a caller in no container is refused.
    /// </summary>
    public string Container { get; set; } = "";

    /// <summary>
    /// With <see cref="DockerAction.Exec"/>: the program in the container, and its arguments, without a shell. <c>{name}</c> in an element stands for the value of that parameter and
    /// never becomes more than this one element; <c>{{name}}</c> is the text <c>{name}</c>.
    /// </summary>
    public IList<string> Command { get; set; } = [];

    /// <summary>With <see cref="DockerAction.Exec"/>: the user in the container, <c>user</c> or <c>user:group</c>, by name or number. Default null: the container's own.</summary>
    public string? User { get; set; }

    /// <summary>With <see cref="DockerAction.Exec"/>: the working directory in the container, absolute. Default null: the container's own.</summary>
    public string? Directory { get; set; }

    /// <summary>With <see cref="DockerAction.Exec"/>: variables that are set beside the container's own. Default none.</summary>
    public IDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>With <see cref="DockerAction.Kill"/>: the signal, by name (<c>SIGHUP</c>, <c>HUP</c>) or number. Default null: SIGKILL.</summary>
    public string? Signal { get; set; }

    /// <summary>
    /// With <see cref="DockerAction.Stop"/> and <see cref="DockerAction.Restart"/>: the time from asking the container to stop until it is killed, in whole seconds, up to an hour. Default null: the
    /// container's own, which is 10 seconds where it has none. With <see cref="DockerAction.Exec"/>: from SIGTERM to SIGKILL, where the program is ended. Default null: 2 seconds.
    /// </summary>
    public TimeSpan? Grace { get; set; }

    /// <summary>With <see cref="DockerAction.Logs"/>: how many lines of the end are printed, up to 10 million. Default null: 1000.</summary>
    public int? Tail { get; set; }

    /// <summary>With <see cref="DockerAction.Logs"/>: how far back the oldest line is, up to ten years. Default null: any.</summary>
    public TimeSpan? Since { get; set; }

    /// <summary>With <see cref="DockerAction.Logs"/>: whether each line begins with its time. Default false.</summary>
    public bool Timestamps { get; set; }

    /// <summary>With <see cref="DockerAction.Logs"/>: whether what is written from now on is printed, too, until the client goes, the container stops or the command's time is up. Default false.</summary>
    public bool Follow { get; set; }

    /// <summary>The section <c>Docker</c> of a command, with what each setting takes.</summary>
    public static SettingSection<DockerCommandOptions> Settings { get; } = new("", "One action of the engine of `Docker:Socket` on one container. You need no docker program and no shell, and nothing runs on the target.",
    [
        Setting.Choice<DockerCommandOptions, DockerAction>(nameof(Action), docker => docker.Action, (docker, value) => docker.Action = value,
            "The action. `restart`, `start`, `stop`, `kill`, `pause` and `unpause` print nothing. `exec` runs a program in the container. `logs` prints its output. `inspect` prints its description, with its environment and the secrets there.",
            "required"),
        Setting.Text(nameof(Container), SettingType.TextOrNumber, (DockerCommandOptions docker) => docker.Container, (docker, value) => docker.Container = value,
            "The container's name, or the beginning of its id. `{name}` in it stands for the value of that parameter. The result must then be exactly the name of a container. `{self}` is the caller's own container.",
            defaultText: "required"),
        Setting.List(nameof(Command), (DockerCommandOptions docker, string[] value) => docker.Command = value,
            "`exec`: the program in the container and its arguments, without a shell. `{name}` as in `Run`."),
        Setting.Text(nameof(User), SettingType.TextOrNumber, (DockerCommandOptions docker) => docker.User, (docker, value) => docker.User = value,
            "`exec`: the user in the container, `user` or `user:group`.", defaultText: "the container's own"),
        Setting.Text(nameof(Directory), SettingType.AbsolutePath, (DockerCommandOptions docker) => docker.Directory, (docker, value) => docker.Directory = value,
            "`exec`: the working directory in the container.", defaultText: "the container's own"),
        Setting.Texts(nameof(Environment), (DockerCommandOptions docker, Dictionary<string, string> value) => docker.Environment = value,
            "`exec`: variables beside the container's own."),
        Setting.Text(nameof(Signal), SettingType.TextOrNumber, (DockerCommandOptions docker) => docker.Signal ?? "SIGKILL", (docker, value) => docker.Signal = value,
            "`kill`: the signal, by name or number."),
        Setting.Duration(nameof(Grace), TimeSpan.Zero, LongestGrace, (DockerCommandOptions docker) => docker.Grace, (docker, value) => docker.Grace = value,
            "`stop`, `restart`: whole seconds until the container is killed. `exec`: the time from SIGTERM to SIGKILL.", "the container's own; for `exec` 2 seconds"),
        Setting.Number(nameof(Tail), 0, MaxTail, (DockerCommandOptions docker) => docker.Tail ?? DefaultTail, (docker, value) => docker.Tail = (int)value,
            "`logs`: number of lines of the end."),
        Setting.Duration(nameof(Since), TimeSpan.Zero, LongestSince, (DockerCommandOptions docker) => docker.Since, (docker, value) => docker.Since = value,
            "`logs`: maximum age of the oldest line.", "no limit"),
        Setting.Flag(nameof(Timestamps), (DockerCommandOptions docker) => docker.Timestamps, (docker, value) => docker.Timestamps = value,
            "`logs`: begins each line with its time."),
        Setting.Flag(nameof(Follow), (DockerCommandOptions docker) => docker.Follow, (docker, value) => docker.Follow = value,
            "`logs`: also prints new lines, until the client disconnects, the container stops or the time is up."),
    ])
    {
        Keywords = "\"required\": [\"Action\", \"Container\"]",
    };
}
