using System.Net;
using HostIpc.Hosting;
using HostIpc.Modules;
using HostIpc.Network;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Transports.Tcp;

/// <summary>The section <c>Tcp</c> of the settings.</summary>
public sealed class TcpModule : TransportModule<TcpOptions>
{
    /// <inheritdoc/>
    public override SettingSection<TcpOptions> Settings => TcpOptions.Settings;

    /// <inheritdoc/>
    public override string EndpointKey => "Listen";

    /// <inheritdoc/>
    protected override bool IsServed(TcpOptions options) => options.Listen.Count > 0;

    /// <inheritdoc/>
    protected override void AddTo(IHostIpcBuilder builder, Action<TcpOptions> configure) => builder.AddTcp(configure);

    /// <inheritdoc/>
    protected override IEnumerable<TransportAddress> FindAddresses(TcpOptions options) =>
        options.Listen.Select(text => ListenAddress.Parse(text)).OfType<ListenAddress>().Select(static address => new TransportAddress("Listen", address.Text, address.Address, address.Port));

    /// <inheritdoc/>
    protected override string Describe(TcpOptions options, Func<bool?> findRunning)
    {
        ArgumentNullException.ThrowIfNull(findRunning);
        return TcpProbe.Describe(options, findRunning());
    }

    /// <inheritdoc/>
    // The address is known, and by it the container.
    protected override bool Identifies(TcpOptions options, AllowRuleSubject subject, bool hasEngine) => subject != AllowRuleSubject.User && (subject != AllowRuleSubject.Container || (hasEngine && options.IdentifyContainers));

    /// <inheritdoc/>
    protected override IEnumerable<string> FindExposure(TcpOptions options, TransportExposure exposure)
    {
        string[] everywhere = [.. options.AllowFrom.Where(static network => network.EndsWith("/0", StringComparison.Ordinal))];
        if (everywhere.Length > 0)
        {
            yield return $"Tcp:AllowFrom has {exposure.List(everywhere)}: whoever can send packets to {exposure.List([.. options.Listen])} can connect";
        }

        if (exposure.FindOpenToAll() is { } commands)
        {
            yield return $"everybody whom Tcp:AllowFrom lets in can run {commands}: a rule names the transport alone";
        }

        if (!exposure.CanMatchAny)
        {
            yield return "Tcp:Listen is set, and no rule of a command's Allow can match who comes over TCP: nothing is run for them";
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> FindNotes(TcpOptions options)
    {
        yield return $"TCP on {string.Join(", ", options.Listen)}: who connects from Tcp:AllowFrom runs only commands whose Allow names him, and never the shell";
        if (options.Listen.Any(text => ListenAddress.Parse(text) is not { Address: { } address } || !IPAddress.IsLoopback(address)))
        {
            yield return "What is said over TCP is not encrypted: let it be on networks of this machine alone";
        }
    }
}
