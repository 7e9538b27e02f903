using HostIpc.Hosting;
using HostIpc.Policy;

namespace HostIpc.Modules;

/// <summary>A transport with the settings that its module has read.</summary>
/// <param name="info">The transport that its module describes.</param>
/// <param name="options">The options that it has read.</param>
public abstract class ConfiguredTransport(TransportInfo info, object options)
{
    /// <summary>The names of the transport, and how it is shown to the operator.</summary>
    public TransportInfo Info { get; } = info;

    /// <summary>The options that it has read, of the type that the module has them in.</summary>
    public object Options { get; } = options;

    /// <summary>Whether it listens anywhere.</summary>
    public abstract bool IsServed { get; }

    /// <summary>The files that it makes or takes.</summary>
    public abstract IEnumerable<TransportFile> Files { get; }

    /// <summary>The TCP addresses that it listens on.</summary>
    public abstract IEnumerable<TransportAddress> Addresses { get; }

    /// <summary>Adds it to a server.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="read">Gives the section to read when the options are made: they are read into what the application has configured before.</param>
    public abstract void AddTo(IHostIpcBuilder builder, Func<ModuleSection> read);

    /// <inheritdoc cref="TransportModule{TOptions}.Describe"/>
    public abstract string Describe(Func<bool?> findRunning);

    /// <inheritdoc cref="TransportModule{TOptions}.IsRunning"/>
    public abstract bool? IsRunning();

    /// <inheritdoc cref="TransportModule{TOptions}.Identifies"/>
    public abstract bool Identifies(AllowRuleSubject subject, bool hasEngine);

    /// <inheritdoc cref="TransportModule{TOptions}.FindExposure"/>
    public abstract IEnumerable<string> FindExposure(TransportExposure exposure);

    /// <inheritdoc cref="TransportModule{TOptions}.FindNotes"/>
    public abstract IEnumerable<string> FindNotes();

    /// <inheritdoc cref="TransportModule{TOptions}.FindExamples"/>
    public abstract IEnumerable<string> FindExamples(StartupTrial trial);
}
