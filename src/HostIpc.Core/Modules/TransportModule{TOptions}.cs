using HostIpc.Hosting;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Modules;

/// <summary>A transport with options of a type: what a package of a transport implements to have a section in the settings.</summary>
/// <typeparam name="TOptions">The options. A new object has the defaults.</typeparam>
public abstract partial class TransportModule<TOptions> : TransportModule
    where TOptions : class, new()
{
    /// <summary>
    /// The section: its name, and each key with how it is read into the options, its range and a sentence for the settings reference. A key that is not among them is unknown, and an error where it is set. What the
    /// options have is the default: the application may have changed it.
    /// </summary>
    public abstract SettingSection<TOptions> Settings { get; }

    /// <inheritdoc/>
    public sealed override string Section => Settings.Key;

    /// <inheritdoc/>
    public sealed override SettingSectionInfo DescribeSettings() => Settings.Describe();

    /// <inheritdoc/>
    public sealed override ConfiguredTransport Read(ModuleSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = new TOptions();
        Read(section, options);
        return new Configured(this, options);
    }

    /// <summary>Sets defaults that depend on other settings, before the section is read. Default: changes nothing.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">The options, as the application has them.</param>
    protected internal virtual void SetDefaults(ModuleSection section, TOptions options)
    {
    }

    /// <summary>Whether these options say to listen anywhere. If not, the transport is not added to the server.</summary>
    /// <param name="options">The options, as read. They may be wrong.</param>
    protected internal abstract bool IsServed(TOptions options);

    /// <summary>Adds the transport to a server: registers its options and its listeners.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Sets the options. Pass it to <c>services.AddOptions&lt;TOptions&gt;().Configure(configure)</c>, or to the method that adds the transport in code.</param>
    protected internal abstract void AddTo(IHostIpcBuilder builder, Action<TOptions> configure);

    /// <summary>The files that it makes or takes. Two parts of the settings must not name one file. Default none.</summary>
    /// <param name="options">The options, as read. They may be wrong.</param>
    protected internal virtual IEnumerable<TransportFile> FindFiles(TOptions options) => [];

    /// <summary>The TCP addresses that it listens on. Two parts of the settings must not take one. Default none.</summary>
    /// <param name="options">The options, as read. They may be wrong: leave out what is no address.</param>
    protected internal virtual IEnumerable<TransportAddress> FindAddresses(TOptions options) => [];

    /// <summary>Where a client reaches it, as <c>hostipc --endpoint</c> takes it: <c>unix:/ipc/hostipc.sock</c>. Default null: <c>hostipc</c> cannot reach it, or there is more than one.</summary>
    /// <param name="options">The options.</param>
    protected internal virtual string? FindClientEndpoint(TOptions options) => null;

    /// <summary>Describes for <c>hostipcd check</c> what is at the endpoint, and what a server that starts will do with it. It must change nothing. Default: the client's endpoint.</summary>
    /// <param name="options">The options, which are in range.</param>
    /// <param name="findRunning">Finds out whether a server with these settings runs already; null if this cannot be seen.</param>
    /// <returns>What stands behind <see cref="TransportInfo.CheckName"/> and a colon.</returns>
    /// <exception cref="Transports.EndpointException">A server would not start. The message is the one that it would print.</exception>
    protected internal virtual string Describe(TOptions options, Func<bool?> findRunning) => FindClientEndpoint(options) ?? "is served";

    /// <summary>Whether a server serves the endpoint now. It must not disturb the server. Default null: this cannot be seen.</summary>
    /// <param name="options">The options, which are in range.</param>
    protected internal virtual bool? IsRunning(TOptions options) => null;

    /// <summary>Whether something is known of the peers, so that a rule which asks for it can match them. If not, the operator is warned of such rules. Default true.</summary>
    /// <param name="options">The options, which are in range.</param>
    /// <param name="subject">What a rule asks for.</param>
    /// <param name="hasEngine">Whether there is a container engine to ask.</param>
    protected internal virtual bool Identifies(TOptions options, AllowRuleSubject subject, bool hasEngine) => true;

    /// <summary>What is dangerous in the options together with the policy: what too many can reach. One sentence each, with the key. Default nothing.</summary>
    /// <param name="options">The options, which are in range.</param>
    /// <param name="exposure">What the policy lets peers of the transport run.</param>
    protected internal virtual IEnumerable<string> FindExposure(TOptions options, TransportExposure exposure) => [];

    /// <summary>What the operator must know when the server has started, one line each. Default nothing.</summary>
    /// <param name="options">The options, which are in range.</param>
    protected internal virtual IEnumerable<string> FindNotes(TOptions options) => [];

    /// <summary>What the operator can try in another terminal when the server has started, one line each, with four blanks before a command. Default: <c>hostipc run</c>, or <c>hostipc list</c> if the shell is closed, at the client's endpoint.</summary>
    /// <param name="options">The options, which are in range.</param>
    /// <param name="trial">What the lines are made of.</param>
    protected internal virtual IEnumerable<string> FindExamples(TOptions options, StartupTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return FindClientEndpoint(options) is not { } endpoint ? []
            : [$"    {trial.Client} --endpoint {StartupTrial.Quote(endpoint)} {(trial.OpensShell ? $"run -c '{StartupTrial.Line}'" : "list")}"];
    }

    internal void Read(ModuleSection section, TOptions options)
    {
        SetDefaults(section, options);
        Settings.Read(section.Reader, options);
        foreach (ValidationError fault in Settings.FindFaults(options))
        {
            section.Reader.AddError(fault.Key, fault.Message);
        }
    }
}
