namespace HostIpc.Settings;

/// <summary>Gathers what is wrong with settings.</summary>
public static class ValidationErrors
{
    /// <summary>Adds a fault, unless there is none.</summary>
    /// <param name="faults">The faults.</param>
    /// <param name="key">Its key below the section.</param>
    /// <param name="fault">What was found and what is wanted; null for nothing.</param>
    public static void Check(ICollection<ValidationError> faults, string key, string? fault)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (fault is not null)
        {
            faults.Add(new ValidationError(key, fault));
        }
    }
}
