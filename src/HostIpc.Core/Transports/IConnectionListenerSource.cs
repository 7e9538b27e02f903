namespace HostIpc.Transports;

/// <summary>Makes the listeners of a transport whose settings say how many there are.</summary>
internal interface IConnectionListenerSource
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of range; the message names it.</exception>
    IReadOnlyList<IConnectionListener> Create();
}
