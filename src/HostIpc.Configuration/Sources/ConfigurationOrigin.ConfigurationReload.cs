using System.Collections.Concurrent;
using System.Text.Json;
using HostIpc.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace HostIpc.Configuration.Sources;

internal sealed partial class ConfigurationOrigin
{
    /// <summary>Watches whether the providers of an application's configuration load other values, and whether one fails.</summary>
    /// <param name="configuration">The section of the settings.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="files">The providers of the configuration that read files.</param>
    private sealed class ConfigurationReload(IConfiguration configuration, string name, IEnumerable<FileConfigurationProvider> files) : SettingsWatch
    {
        private readonly List<IDisposable> _registrations = [];

        // Files that could not be read when they changed. Their providers are empty then and do not tell that anything has changed, so that a policy would go unnoticed.
        private readonly ConcurrentDictionary<FileConfigurationProvider, string> _failures = [];

        private bool _exists;

        private bool Exists => configuration.GetChildren().Any();

        public override void Start(Action ask)
        {
            WasThere = Exists;
            foreach (FileConfigurationProvider provider in files)
            {
                WatchFailures(provider, ask);
            }

            _registrations.Add(ChangeToken.OnChange(configuration.GetReloadToken, ask));
        }

        public override bool HasSettledChange() => false;

        public override void Begin() => _exists = Exists;

        public override void Check()
        {
            if (_failures.Values.FirstOrDefault() is { } failure)
            {
                throw new SettingsException(failure);
            }

            if (WasThere && !_exists)
            {
                throw new SettingsException($"{name} is no longer there");
            }
        }

        public override bool IsOutdated() => false;

        public override void Take() => WasThere |= _exists;

        public override void Dispose() => _registrations.ForEach(static registration => registration.Dispose());

        private void WatchFailures(FileConfigurationProvider provider, Action ask)
        {
            Action<FileLoadExceptionContext>? others = provider.Source.OnLoadException;
            provider.Source.OnLoadException = context =>
            {
                others?.Invoke(context);
                _failures[provider] = $"{provider.Source.Path} cannot be read: {Reason(context.Exception)}";
                ask();
            };
            _registrations.Add(ChangeToken.OnChange(provider.GetReloadToken, () =>
            {
                if (_failures.TryRemove(provider, out _))
                {
                    ask();
                }
            }));
        }

        // The innermost one says what: those above say that a file could not be loaded.
        private static string Reason(Exception exception)
        {
            Exception cause = exception.GetBaseException();
            string text = LogEscaping.EscapeExcerpt(cause.Message, maxLength: 400);
            return cause is JsonException { LineNumber: { } line } ? $"line {line + 1} is not JSON: {text.Split(" LineNumber:")[0]}" : text;
        }
    }
}
