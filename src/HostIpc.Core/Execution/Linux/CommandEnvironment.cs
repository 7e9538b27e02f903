using System.Globalization;
using System.Runtime.CompilerServices;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>The environment of commands, made from nothing: never the server's own, which may hold secrets.</summary>
internal sealed class CommandEnvironment
{
    private readonly string _shell;
    private readonly string _path;
    private readonly string[] _servers;

    // A peer asks more than once; its variables are made once.
    private readonly ConditionalWeakTable<Peer, string[]> _peers = [];

    public CommandEnvironment(TargetAccount account, string shell, string path)
    {
        (_shell, _path) = (shell, path);
        _servers = Of(account);
    }

    /// <summary>The environment of one command, each <c>NAME=VALUE</c>.</summary>
    /// <param name="context">Who asked.</param>
    /// <param name="settings">The variables that it gets beside these.</param>
    /// <param name="account">The account that it runs as; null for the server's.</param>
    /// <param name="script">The path of the script that is run; null for anything else.</param>
    public string[] For(CommandExecution context, CommandSettings? settings, TargetAccount? account, string? script)
    {
        string[] fixedOnes = account is null ? _servers : Of(account);
        string[] own =
        [
            .. script is null ? [] : new[] { $"HOSTIPC_SCRIPT={script}" },
            string.Create(CultureInfo.InvariantCulture, $"HOSTIPC_ID={context.Id}"),
            .. _peers.GetValue(context.Peer, static peer => [$"HOSTIPC_TRANSPORT={peer.Transport}", $"HOSTIPC_PEER={peer}"]),
        ];
        if (settings is not { Environment: { Count: > 0 } expected })
        {
            return [.. fixedOnes, .. own];
        }

        // Each name once: which of two counts, every program decides for itself.
        return [.. fixedOnes.Where(variable => !expected.ContainsKey(variable[..variable.IndexOf('=', StringComparison.Ordinal)])), .. expected.Select(variable => $"{variable.Key}={variable.Value}"), .. own];
    }

    private string[] Of(TargetAccount account) =>
    [
        $"{SearchPath.Name}={_path}",
        $"HOME={account.Home}",
        $"USER={account.Name}",
        $"LOGNAME={account.Name}",
        $"SHELL={_shell}",
        "LANG=C.UTF-8",
    ];
}
