using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>What the policy says beside its commands and rules.</summary>
internal sealed class PolicyOptions
{
    /// <summary>Whether denials are carried out. Default <see cref="PolicyMode.Enforce"/>.</summary>
    public PolicyMode Mode { get; set; }

    /// <summary>The section <c>Policy</c>, with what each setting takes.</summary>
    public static SettingSection<PolicyOptions> Settings { get; } = new("Policy", "How the decisions of your policy take effect.",
    [
        Setting.Choice<PolicyOptions, PolicyMode>(nameof(Mode), policy => policy.Mode, (policy, value) => policy.Mode = value,
            "`enforce`: a denied request does not run. `learn`: it is logged and runs. That is as open as no policy."),
    ]);
}
