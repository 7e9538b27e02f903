using HostIpc.Hosting;
using HostIpc.Policy;

namespace HostIpc.Modules;

public abstract partial class TransportModule<TOptions>
{
    /// <summary>Asks a module about the options that it has read.</summary>
    private sealed class Configured(TransportModule<TOptions> module, TOptions options) : ConfiguredTransport(module, options)
    {
        private readonly TransportModule<TOptions> _module = module;
        private readonly TOptions _options = options;

        public override bool IsServed => _module.IsServed(_options);

        public override IEnumerable<TransportFile> Files => _module.FindFiles(_options);

        public override IEnumerable<TransportAddress> Addresses => _module.FindAddresses(_options);

        public override void AddTo(IHostIpcBuilder builder, Func<ModuleSection> read) => _module.AddTo(builder, options => _module.Read(read(), options));

        public override string Describe(Func<bool?> findRunning) => _module.Describe(_options, findRunning);

        public override bool? IsRunning() => _module.IsRunning(_options);

        public override bool Identifies(AllowRuleSubject subject, bool hasEngine) => _module.Identifies(_options, subject, hasEngine);

        public override IEnumerable<string> FindExposure(TransportExposure exposure) => _module.FindExposure(_options, exposure);

        public override IEnumerable<string> FindNotes() => _module.FindNotes(_options);

        public override IEnumerable<string> FindExamples(StartupTrial trial) => _module.FindExamples(_options, trial);
    }
}
