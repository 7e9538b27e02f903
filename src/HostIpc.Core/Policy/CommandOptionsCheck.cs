namespace HostIpc.Policy;

/// <summary>Finds what is wrong with a command's settings.</summary>
internal static class CommandOptionsCheck
{
    /// <summary>Each thing that is wrong, by key. Empty where the command can be defined.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="isHandled">Whether a function handles it, so that it runs nothing.</param>
    public static IReadOnlyList<SettingFault> FindFaults(CommandOptions options, bool isHandled)
    {
        if (!isHandled && (options.Run.Count == 0 || options.Run[0].Length == 0 || options.Run.Any(argument => argument.Contains('\0', StringComparison.Ordinal))))
        {
            return [new SettingFault("Run", "is missing or empty; a list of a program and its arguments, free of NUL, is wanted")];
        }

        return [];
    }
}
