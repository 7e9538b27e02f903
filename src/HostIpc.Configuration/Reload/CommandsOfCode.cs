using HostIpc.Configuration.Settings;
using HostIpc.Policy;

namespace HostIpc.Configuration.Reload;

/// <summary>The commands that the application defines beside those of its settings (<c>AddCommand</c>). They stay when the settings change.</summary>
/// <param name="all">All commands at the start.</param>
/// <param name="settings">The settings at the start.</param>
internal sealed class CommandsOfCode(IEnumerable<CommandOptions> all, HostIpcSettings settings)
{
    private readonly CommandOptions[] _commands = [.. all.Except(settings.Policy.Commands)];

    /// <summary>The policy of the settings with these commands.</summary>
    public PolicySettings AddTo(PolicySettings policy) => _commands.Length == 0 ? policy : new PolicySettings
    {
        Commands = [.. policy.Commands, .. _commands],
        AllowShell = policy.AllowShell,
        ShellClosedBy = policy.ShellClosedBy,
        ShellAllow = policy.ShellAllow,
        Mode = policy.Mode,
    };

    /// <summary>Checks that no other command has the name of one of these.</summary>
    /// <exception cref="SettingsException">One has.</exception>
    public void Check(HostIpcSettings other) => Check(other, _commands.Select(command => command.Name));

    /// <summary>Checks that no command of settings has one of the names.</summary>
    /// <exception cref="SettingsException">One has.</exception>
    public static void Check(HostIpcSettings settings, IEnumerable<string> names)
    {
        var faults = new SettingsErrors(settings.Source);
        foreach (string name in names.Where(name => settings.Policy.Commands.Any(command => command.Name == name)))
        {
            faults.Add($"Commands:{name}", "is a command that the application defines itself; another name is wanted");
        }

        faults.ThrowIfAny();
    }
}
