using System.Collections.Concurrent;
using System.Text.Json;
using HostIpc.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace HostIpc.Configuration.Sources;

/// <summary>
/// Remembers which files of a configuration could not be read when they changed. Their providers are empty then and do not tell that anything has changed, so that a policy would go unnoticed.
/// </summary>
/// <param name="providers">The providers of the configuration.</param>
/// <param name="ask">Called when a file could not be read, and when it can be read again.</param>
internal sealed class FileFailures(IEnumerable<FileConfigurationProvider> providers, Action ask) : IDisposable
{
    private readonly FileConfigurationProvider[] _providers = [.. providers];
    private readonly ConcurrentDictionary<FileConfigurationProvider, string> _failures = [];
    private readonly List<IDisposable> _registrations = [];

    /// <summary>What is wrong with a file; null where all were read.</summary>
    public string? First => _failures.Values.FirstOrDefault();

    public void Start()
    {
        foreach (FileConfigurationProvider provider in _providers)
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
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    // The innermost one says what: those above say that a file could not be loaded.
    private static string Reason(Exception exception)
    {
        Exception cause = exception.GetBaseException();
        string text = LogEscaping.EscapeExcerpt(cause.Message, maxLength: 400);
        return cause is JsonException { LineNumber: { } line } ? $"line {line + 1} is not JSON: {text.Split(" LineNumber:")[0]}" : text;
    }
}
