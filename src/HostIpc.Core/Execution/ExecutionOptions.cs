namespace HostIpc.Execution;

/// <summary>How commands are executed.</summary>
public sealed class ExecutionOptions
{
    /// <summary>
    /// Where commands run: where the server runs (<see cref="ExecutionTarget.Local"/>, the default), or in the namespaces of
    /// process 1 as the server sees it (<see cref="ExecutionTarget.Host"/>), which needs the host's pid namespace and CAP_SYS_ADMIN
    /// with CAP_SYS_PTRACE and gives commands the host.
    /// </summary>
    public ExecutionTarget Target { get; set; } = ExecutionTarget.Local;

    /// <summary>The shell that lines are given to, as <c>SHELL -c LINE</c>. An absolute path on the target. Default <c>/bin/sh</c>.</summary>
    public string Shell { get; set; } = "/bin/sh";

    /// <summary>
    /// Where programs without a slash in their name are looked for on the target, and what commands get as <c>PATH</c>: absolute directories with colons between
    /// them, 1 to 64, at most 4096 characters. A command that sets <c>PATH</c> in its own environment has that for both. Default
    /// <c>/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin</c>. Whoever can write to one of the directories can put a program in the place of another.
    /// </summary>
    public string Path { get; set; } = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>How long a command may run before it is ended. Default null: for ever. More than zero.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// How long a command may be stopped (SIGSTOP, SIGTSTP) before it is continued and ended. Default 10 minutes, from a millisecond to 49 days. A stopped command keeps its place, so that with a
    /// long time a client can keep others waiting.
    /// </summary>
    public TimeSpan StoppedTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The time between SIGTERM and SIGKILL for a command that is ended. Default 5 seconds; zero kills at once; at most an hour.</summary>
    public TimeSpan KillGrace { get; set; } = TimeSpan.FromSeconds(5);
}
