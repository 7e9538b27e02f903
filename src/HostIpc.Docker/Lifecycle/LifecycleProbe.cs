using HostIpc.Settings;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Finds what is wrong with the settings of the daemon's start and stop, and where their scripts are. For those who read them from somewhere.</summary>
public static class LifecycleProbe
{
    /// <summary>Finds what is wrong.</summary>
    /// <param name="options">The settings.</param>
    /// <returns>Each fault, by key below the section. Empty for none.</returns>
    public static IReadOnlyList<ValidationError> FindFaults(LifecycleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return LifecycleOptionsCheck.FindFaults(options);
    }

    /// <summary>The directory of the scripts that run when the daemon starts, on the target.</summary>
    /// <param name="options">The settings.</param>
    public static string FindStartScripts(LifecycleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return LifecycleScripts.PathOf(options, LifecycleScripts.OnStart);
    }

    /// <summary>The directory of the scripts that run when the daemon stops, on the target.</summary>
    /// <param name="options">The settings.</param>
    public static string FindStopScripts(LifecycleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return LifecycleScripts.PathOf(options, LifecycleScripts.OnStop);
    }
}
