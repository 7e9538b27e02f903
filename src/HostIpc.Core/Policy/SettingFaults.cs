namespace HostIpc.Policy;

/// <summary>Gathers what is wrong with settings.</summary>
internal static class SettingFaults
{
    /// <summary>Adds a fault, unless there is none.</summary>
    public static void Check(List<SettingFault> faults, string key, string? fault)
    {
        if (fault is not null)
        {
            faults.Add(new SettingFault(key, fault));
        }
    }
}
