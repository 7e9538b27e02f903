using HostIpc.Policy;
using HostIpc.Requests;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>Checks a policy and puts it in the place of the one in force.</summary>
internal sealed class PolicyUpdater(ReloadablePolicy policy, IOptions<HostIpcOptions> options) : IPolicyUpdater
{
    public void Replace(PolicySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (CommandDefinition command in settings.Commands)
        {
            if (!CommandName.IsValid(command.Name))
            {
                throw new ArgumentException($"\"{command.Name}\" is no command name: 1 to {CommandName.MaxLength} letters, digits, '.', '_', '-' are wanted", nameof(settings));
            }

            if (command.FindFaults() is [var fault, ..])
            {
                throw new ArgumentException($"The command {command.Name} cannot be defined: {fault.Key} {fault.Message}", nameof(settings));
            }
        }

        if (AllowRuleCheck.FindFaults("ShellAllow", [.. settings.ShellAllow]).FirstOrDefault() is { } wrong)
        {
            throw new ArgumentException($"{wrong.Key} {wrong.Message}", nameof(settings));
        }

        policy.Replace(new NamedCommandPolicy(settings, options.Value.Execution));
    }
}
