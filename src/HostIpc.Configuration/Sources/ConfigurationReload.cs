using Microsoft.Extensions.Primitives;

namespace HostIpc.Configuration.Sources;

/// <summary>Hears that the providers of an application's configuration have loaded other values.</summary>
internal sealed class ConfigurationReload(ConfigurationOrigin origin) : SettingsWatch
{
    private IDisposable? _registration;
    private FileFailures? _failures;
    private bool _exists;

    public override void Start(Action ask)
    {
        WasThere = origin.Exists;
        _failures = new FileFailures(origin.Files, ask);
        _failures.Start();
        _registration = ChangeToken.OnChange(origin.GetReloadToken, ask);
    }

    public override bool HasSettledChange() => false;

    public override void Begin() => _exists = origin.Exists;

    public override void Check()
    {
        if (_failures?.First is { } failure)
        {
            throw new SettingsException(failure);
        }

        if (WasThere && !_exists)
        {
            throw new SettingsException($"{origin.Name} is no longer there");
        }
    }

    public override bool IsOutdated() => false;

    public override void Take() => WasThere |= _exists;

    public override void Dispose()
    {
        _registration?.Dispose();
        _failures?.Dispose();
    }
}
