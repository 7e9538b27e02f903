namespace HostIpc.Hosting;

/// <summary>Whether the built-in policy decides, alone or below one that the application has put around it.</summary>
internal sealed class BuiltInPolicyUse
{
    public bool IsUsed { get; set; }
}
