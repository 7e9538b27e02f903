using HostIpc.Settings;

namespace HostIpc.Policy;

/// <summary>A section of a command beside <c>Run</c>, <c>Shell</c> and <c>Scripts</c>: what it says is done by the handler of a package, with the words held against the parameters as for a program.</summary>
public abstract class HandledSection
{
    /// <summary>Its key below the command: <c>Docker</c>.</summary>
    public abstract string Key { get; }

    /// <summary>What is done, for the operator: <c>docker restart {name}</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>Its texts that may have placeholders.</summary>
    public abstract IReadOnlyList<SettingTemplate> Templates { get; }

    /// <summary>What is wrong with it, but for its placeholders.</summary>
    /// <param name="options">The command's other settings.</param>
    /// <returns>Each fault, by key below the command.</returns>
    public abstract IEnumerable<ValidationError> FindFaults(CommandOptions options);
}
