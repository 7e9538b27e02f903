using System.Runtime.InteropServices;
using HostIpc.Interop;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Server.Audit;
using HostIpc.Server.Processes;
using HostIpc.Server.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostIpc.Server.Reload;

/// <summary>
/// Puts a new policy in the place of the old one when the configuration file changes, and on SIGHUP. A file that is wrong changes nothing, and is told of. One reload
/// follows the other; what was let run goes on under the policy that let it.
/// </summary>
internal sealed partial class PolicyReloader(ServerSettings started, ReloadablePolicy policy, CommandLog log, ILogger<PolicyReloader> logger) : BackgroundService
{
    private static readonly TimeSpan Lookout = TimeSpan.FromSeconds(1);

    // Between two reloads that signals ask for: many signals in that time are one.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly ConfigurationWatch _watch = new(SettingsFile.Path, started.File);
    private readonly SemaphoreSlim _asked = new(0);
    private PosixSignalRegistration? _hangUp;
    private HashSet<string> _warned = [.. PolicyAudit.Find(started.Policy, started)];
    private PolicySettings _settings = started.Policy;
    private bool _wasThere = !started.File.IsAbsent;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ask);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _hangUp?.Dispose();
        base.Dispose();
        _asked.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
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
            // Nothing that a file holds ends the server, not even what nobody thought of. Once a file, not once a second.
            _watch.Take(FileLook.At(SettingsFile.Path));
            LogFailed(e);
        }
    }

    private void Reload(bool isAsked)
    {
        FileLook look = FileLook.At(SettingsFile.Path);
        ServerSettings? settings = TryLoad(look, out string[] errors);
        if (!isAsked && FileLook.At(SettingsFile.Path) != look)
        {
            return; // it is being written just now, and will be looked at again
        }

        if (settings is null)
        {
            Report(errors);
        }
        else
        {
            policy.Replace(new NamedCommandPolicy(settings.Policy, started.Server.Execution));
            _settings = settings.Policy;
            Report(settings);
        }

        _watch.Take(look);
        _wasThere |= !look.IsAbsent;
        HeapTrim.Now();
    }

    private ServerSettings? TryLoad(FileLook look, out string[] errors)
    {
        try
        {
            Check(look);
            errors = [];
            return ServerSettings.Load(started, _settings, _wasThere);
        }
        catch (SettingsException e)
        {
            errors = e.Message.Split('\n');
            return null;
        }
    }

    /// <exception cref="SettingsException">It is not what can be loaded.</exception>
    private void Check(FileLook look)
    {
        string? fault = look.IsAbsent ? _wasThere ? "is no longer there" : null
            : look.Error != Errno.None ? $"cannot be looked at: {LastError.Describe(look.Error)}"
            : look.Type != FileType.Regular ? $"is {look.Type.ToName()}; a regular file is wanted"
            : look.Links == 0 ? "was replaced where it is mounted from, and what is mounted here is the old one: mount its directory in its place, or restart"
            : null;
        if (fault is not null)
        {
            throw new SettingsException($"{SettingsFile.Path} {fault}");
        }
    }

    private void Report(ServerSettings settings)
    {
        int count = settings.Policy.Commands.Count;
        LogReloaded(count);
        log.Noticed(0, null, $"the policy was reloaded: {count} commands");
        IReadOnlyList<string> warnings = PolicyAudit.Find(settings.Policy, started);
        foreach (string warning in warnings.Where(warning => !_warned.Contains(warning)))
        {
            LogWarning(warning);
        }

        _warned = [.. warnings];

        if (SettingsDifference.Describe(started.Source, settings.Source) is { } keys)
        {
            LogOthersChanged(keys);
        }
    }

    private void Report(string[] errors)
    {
        foreach (string error in errors)
        {
            LogError(error);
        }

        LogKept();
        log.Noticed(0, null, $"the policy was not reloaded and stays as it was: {errors[0]}{(errors.Length > 1 ? $" (and {errors.Length - 1} more errors)" : "")}");
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
