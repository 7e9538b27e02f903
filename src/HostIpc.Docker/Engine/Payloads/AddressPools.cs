namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The <c>IPAM</c> of a network: which addresses it gives out.</summary>
internal sealed class AddressPools
{
    public List<AddressPool?>? Config { get; set; }
}
