using HostIpc.Configuration.Audit;
using HostIpc.Configuration.Settings;
using HostIpc.Configuration.Sources;
using HostIpc.Logging;
using HostIpc.Policy;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostIpc.Configuration.Reload;

/// <summary>
/// Puts a new policy in the place of the old one when the settings change, and when it is asked to. Settings that are wrong change nothing, and are logged. One reload
/// follows the other; what was let run goes on under the policy that let it.
/// </summary>
internal sealed partial class PolicyReloader(
    HostIpcSettings started, CommandsOfCode code, IPolicyUpdater policy, ICommandLog log, ILogger<PolicyReloader> logger) : BackgroundService
{
    private static readonly TimeSpan Lookout = TimeSpan.FromSeconds(1);

    // Between two reloads that are asked for: many requests in that time are one.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly SettingsWatch _watch = started.Origin.Watch(started.File);
    private readonly SemaphoreSlim _asked = new(0);
    private IReadOnlyList<string> _warned = [];
    private PolicySettings _settings = started.Policy;
    private SettingNode _source = started.Source;
    private bool _isWrong;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _watch.Start(Ask);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _watch.Dispose();
        base.Dispose();
        _asked.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the server serves: it may have to ask the engine.
        _warned = PolicyAudit.Find(code.AddTo(started.Policy), started);
        if (!started.Origin.IsServerProgram)
        {
            Warn(_warned);
        }

        while (true)
        {
            bool isAsked = await _asked.WaitAsync(Lookout, stoppingToken).ConfigureAwait(false);
            if (isAsked || _watch.HasSettledChange())
            {
                TryReload(isAsked);
            }

            if (isAsked)
            {
                await Task.Delay(Rest, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    // Many that come at once are one.
    private void Ask()
    {
        if (_asked.CurrentCount == 0)
        {
            _asked.Release();
        }
    }

    private void TryReload(bool isAsked)
    {
        try
        {
            Reload(isAsked);
        }
        catch (Exception e)
        {
            // Nothing that settings hold ends the server, not even what nobody thought of. Once a file, not once a second.
            _watch.Begin();
            _watch.Take();
            LogFailed(e);
        }
    }

    private void Reload(bool isAsked)
    {
        _watch.Begin();
        HostIpcSettings? settings = TryLoad(out string[] errors);
        if (!isAsked && _watch.IsOutdated())
        {
            return; // it is being written just now, and will be looked at again
        }

        bool wasWrong = _isWrong;
        _isWrong = settings is null;
        if (settings is null)
        {
            Report(errors);
        }
        else if (!started.Origin.IsServerProgram && !wasWrong && _source.HasSameValues(settings.Source))
        {
            // Something else in the application's configuration has changed.
        }
        else
        {
            policy.Replace(code.AddTo(settings.Policy));
            (_settings, _source) = (settings.Policy, settings.Source);
            Report(settings);
        }

        _watch.Take();
        if (started.Origin.IsServerProgram)
        {
            HeapTrim.Now();
        }
    }

    private HostIpcSettings? TryLoad(out string[] errors)
    {
        try
        {
            _watch.Check();
            HostIpcSettings settings = HostIpcSettings.Load(started.Origin, started, _settings, _watch.WasThere);
            code.Check(settings);
            errors = [];
            return settings;
        }
        catch (SettingsException e)
        {
            errors = e.Message.Split('\n');
            return null;
        }
    }

    private void Report(HostIpcSettings settings)
    {
        int count = settings.Policy.Commands.Count;
        LogReloaded(count);
        log.Notice($"the policy was reloaded: {count} commands");
        IReadOnlyList<string> warnings = PolicyAudit.Find(code.AddTo(settings.Policy), started);
        Warn(warnings.Except(_warned));
        _warned = warnings;
        if (PolicyReader.FindOtherChanges(started.Source, settings.Source) is { } keys)
        {
            LogOthersChanged(keys);
        }
    }

    private void Warn(IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            LogWarning(warning);
        }
    }

    private void Report(string[] errors)
    {
        foreach (string error in errors)
        {
            LogError(error);
        }

        LogKept();
        log.Notice($"the policy was not reloaded and stays as it was: {errors[0]}{(errors.Length > 1 ? $" (and {errors.Length - 1} more errors)" : "")}");
    }

    [LoggerMessage(60, LogLevel.Information, "The policy was reloaded: {Commands} commands")]
    private partial void LogReloaded(int commands);

    [LoggerMessage(61, LogLevel.Error, "{Error}")]
    private partial void LogError(string error);

    [LoggerMessage(62, LogLevel.Error, "The policy was not reloaded and stays as it was")]
    private partial void LogKept();

    [LoggerMessage(63, LogLevel.Warning, "{Keys} changed too; what is not Commands, AllowShell, ShellAllow or Policy takes effect at the next start")]
    private partial void LogOthersChanged(string keys);

    [LoggerMessage(64, LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(65, LogLevel.Critical, "The policy could not be reloaded and stays as it was")]
    private partial void LogFailed(Exception exception);
}
