namespace HostIpc.Policy;

/// <summary>Puts another policy in force while the server runs. It is for packages that read a policy from somewhere; injected where it is needed.</summary>
/// <remarks>Members may be added; implement it only in tests.</remarks>
public interface IPolicyUpdater
{
    /// <summary>Replaces all of the built-in policy: commands, shell, rules and mode. What runs goes on under the policy that let it. A policy that the application has put around the built-in one stays.</summary>
    /// <param name="settings">The policy. Commands that were added by <c>AddCommand</c> are in force only where it has them.</param>
    /// <exception cref="ArgumentException">A command or a rule cannot be defined. The policy stays as it was.</exception>
    void Replace(PolicySettings settings);
}
