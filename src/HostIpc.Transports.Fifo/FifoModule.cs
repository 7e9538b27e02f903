using HostIpc.Hosting;
using HostIpc.Modules;
using HostIpc.Policy;
using HostIpc.Settings;

namespace HostIpc.Transports.Fifo;

/// <summary>The section <c>Fifo</c> of the settings.</summary>
public sealed class FifoModule : TransportModule<FifoOptions>
{
    /// <inheritdoc/>
    public override SettingSection<FifoOptions> Settings => FifoOptions.Settings;

    /// <inheritdoc/>
    public override string EndpointKey => "Path";

    /// <inheritdoc/>
    public override bool IsServedByDefault => true;

    /// <inheritdoc/>
    public override bool Answers => false;

    /// <inheritdoc/>
    public override string ShellUsers => "whoever can write to the FIFO";

    /// <inheritdoc/>
    protected override void SetDefaults(ModuleSection section, FifoOptions options)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(options);
        options.Path = section.IsEnabled ? options.Path : "";
    }

    /// <inheritdoc/>
    protected override bool IsServed(FifoOptions options) => options.Path.Length > 0;

    /// <inheritdoc/>
    protected override void AddTo(IHostIpcBuilder builder, Action<FifoOptions> configure) => builder.AddFifo(configure);

    /// <inheritdoc/>
    protected override IEnumerable<TransportFile> FindFiles(FifoOptions options) => [new("Path", options.Path)];

    /// <inheritdoc/>
    protected override string Describe(FifoOptions options, Func<bool?> findRunning) => FifoProbe.Describe(options);

    /// <inheritdoc/>
    protected override bool? IsRunning(FifoOptions options) => FifoProbe.IsSeenServed(options.Path);

    /// <inheritdoc/>
    // Of who writes to a FIFO nothing is known.
    protected override bool Identifies(FifoOptions options, AllowRuleSubject subject, bool hasEngine) => subject == AllowRuleSubject.Transport;

    /// <inheritdoc/>
    protected override IEnumerable<string> FindExposure(FifoOptions options, TransportExposure exposure)
    {
        if (options.Mode.HasFlag(UnixFileMode.OtherWrite) && exposure.FindOpenToUnknown() is { } open)
        {
            yield return $"every user can write to the FIFO (Fifo:Mode 0{Convert.ToString((int)options.Mode, 8)}) and so run {open}";
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> FindExamples(FifoOptions options, StartupTrial trial)
    {
        string path = StartupTrial.Quote(options.Path);
        if (!trial.OpensShell)
        {
            return [$"    echo COMMAND > {path}"];
        }

        // In a container of the server's own, the path is not one of the terminal's machine.
        return trial.ShowLog is { } show
            ? [$"    {trial.Client} --endpoint {StartupTrial.Quote($"fifo:{options.Path}")} send '{StartupTrial.Line}'", $"    {show}"]
            : [$"    echo '{StartupTrial.Line}' > {path}",
                trial.LogFile is { } log ? $"    tail -F {StartupTrial.Quote(log)}" : "and see the output here; set LOG=/path/of/a/file to keep it."];
    }
}
