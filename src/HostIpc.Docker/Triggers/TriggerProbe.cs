using HostIpc.Docker.Triggers;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Docker;

/// <summary>Finds what is wrong with triggers. For those who read them from somewhere.</summary>
public static class TriggerProbe
{
    /// <summary>How many triggers a server has at most.</summary>
    public const int MaxTriggers = TriggerCheck.MaxTriggers;

    /// <summary>Finds what is wrong with a trigger by itself.</summary>
    /// <param name="options">The trigger.</param>
    /// <returns>Each fault, by key below the trigger. Empty for none.</returns>
    public static IReadOnlyList<ValidationError> FindFaults(TriggerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return TriggerCheck.FindFaults(options);
    }

    /// <summary>Finds what of a trigger does not fit the commands that there are.</summary>
    /// <param name="options">The trigger.</param>
    /// <param name="commands">The commands.</param>
    /// <returns>Each fault, by key below the trigger. Empty for none.</returns>
    public static IEnumerable<ValidationError> FindCommandFaults(TriggerOptions options, IEnumerable<CommandOptions> commands)
    {
        ArgumentNullException.ThrowIfNull(options);
        return TriggerCheck.FindCommandFaults(options, commands);
    }

    /// <summary>Finds event types and actions that Docker does not have. A newer engine may have them, so they are worth a warning and no error.</summary>
    /// <param name="condition">The condition of a trigger.</param>
    /// <returns>Each word, by key below the trigger. Empty for none.</returns>
    public static IEnumerable<ValidationError> FindUnknownWords(EventCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return EngineWords.FindUnknown(condition).Select(static word => new ValidationError(word.Key, word.Message));
    }
}
