namespace HostIpc.Settings;

/// <summary>What is wrong with a setting.</summary>
/// <param name="Key">Its key below the section that was checked: <c>Parameters:0:Pattern</c>.</param>
/// <param name="Message">What was found and what is allowed, to stand behind the key: <c>is "["; …</c>.</param>
public sealed record ValidationError(string Key, string Message)
{
    /// <summary>Adds an error, unless there is none.</summary>
    /// <param name="faults">The errors.</param>
    /// <param name="key">The key below the section.</param>
    /// <param name="fault">What was found and what is allowed; null for nothing.</param>
    public static void Check(ICollection<ValidationError> faults, string key, string? fault)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (fault is not null)
        {
            faults.Add(new ValidationError(key, fault));
        }
    }
}
