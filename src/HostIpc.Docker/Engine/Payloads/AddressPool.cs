namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Addresses that a network gives out.</summary>
internal sealed class AddressPool
{
    public string? Subnet { get; set; }
}
