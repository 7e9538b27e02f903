using System.Globalization;
using HostIpc.Requests;

namespace HostIpc.Execution.Linux;

/// <summary>The environment of commands, made from nothing: never the server's own, which may hold secrets.</summary>
internal sealed class CommandEnvironment
{
    /// <summary>Where programs are looked for, and what commands get as PATH.</summary>
    public static readonly string[] Path = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    private readonly string[] _fixed;

    public CommandEnvironment(TargetAccount account, string shell) => _fixed =
    [
        $"PATH={string.Join(':', Path)}",
        $"HOME={account.Home}",
        $"USER={account.Name}",
        $"LOGNAME={account.Name}",
        $"SHELL={shell}",
        "LANG=C.UTF-8",
    ];

    /// <summary>The environment of one command, each <c>NAME=VALUE</c>.</summary>
    public string[] For(CommandContext context, CommandSettings? settings)
    {
        string[] own =
        [
            string.Create(CultureInfo.InvariantCulture, $"HOSTIPC_ID={context.Id}"),
            $"HOSTIPC_TRANSPORT={context.Peer.Transport}",
            $"HOSTIPC_PEER={context.Peer}",
        ];
        if (settings is not { Environment: { Count: > 0 } wanted })
        {
            return [.. _fixed, .. own];
        }

        // Each name once: which of two counts, every program decides for itself.
        return [.. _fixed.Where(variable => !wanted.ContainsKey(variable[..variable.IndexOf('=', StringComparison.Ordinal)])), .. wanted.Select(variable => $"{variable.Key}={variable.Value}"), .. own];
    }
}
