namespace HostIpc.Transports;

/// <summary>Makes the listeners of a transport whose settings say how many there are.</summary>
/// <remarks>Register one as a singleton of this type and the hosted service of HostIpc serves its listeners. A member that a later version adds has a body: your class goes on compiling.</remarks>
public interface IConnectionListenerSource
{
    /// <summary>Makes the listeners. Called once, when the server starts.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of range; the message names it.</exception>
    IReadOnlyList<IConnectionListener> Create();
}
