using HostIpc.Hosting;
using HostIpc.Modules;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Transports.UnixSocket;

/// <summary>The section <c>UnixSocket</c> of the settings.</summary>
public sealed class UnixSocketModule : TransportModule<UnixSocketOptions>
{
    private const string FileName = "hostipc.sock";

    /// <inheritdoc/>
    public override SettingSection<UnixSocketOptions> Settings => UnixSocketOptions.Settings;

    /// <inheritdoc/>
    public override string EndpointKey => "Path";

    /// <inheritdoc/>
    public override string Transport => "unix";

    /// <inheritdoc/>
    public override string CheckName => "socket";

    /// <inheritdoc/>
    public override bool IsServedByDefault => true;

    /// <inheritdoc/>
    public override string ShellUsers => "user 0 of every container that has the socket";

    /// <inheritdoc/>
    protected override void SetDefaults(ModuleSection section, UnixSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(options);
        options.Path = !section.IsEnabled ? "" : section.Directory is { } directory ? Path.Combine(directory, FileName) : options.Path;
    }

    /// <inheritdoc/>
    protected override bool IsServed(UnixSocketOptions options) => options.Path.Length > 0;

    /// <inheritdoc/>
    protected override void AddTo(IHostIpcBuilder builder, Action<UnixSocketOptions> configure) => builder.AddUnixSocket(configure);

    /// <inheritdoc/>
    protected override IEnumerable<TransportFile> FindFiles(UnixSocketOptions options) => [new("Path", options.Path)];

    /// <inheritdoc/>
    protected override string FindClientEndpoint(UnixSocketOptions options) => $"unix:{options.Path}";

    /// <inheritdoc/>
    protected override string Describe(UnixSocketOptions options, Func<bool?> findRunning) => UnixSocketProbe.Describe(options);

    /// <inheritdoc/>
    protected override bool? IsRunning(UnixSocketOptions options) => UnixSocketProbe.IsServed(options.Path);

    /// <inheritdoc/>
    // The kernel tells the process.
    protected override bool Identifies(UnixSocketOptions options, AllowRuleSubject subject, bool hasEngine) => subject != AllowRuleSubject.Address;

    /// <inheritdoc/>
    protected override IEnumerable<string> FindExposure(UnixSocketOptions options, TransportExposure exposure)
    {
        if (options.Mode.HasFlag(UnixFileMode.OtherWrite) && exposure.FindUnguarded() is { } unguarded)
        {
            yield return $"every user can connect to the socket (UnixSocket:Mode 0{Convert.ToString((int)options.Mode, 8)}), and no rule of Allow says who may run {unguarded}";
        }
    }
}
