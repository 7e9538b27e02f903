using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Configuration.Sources;

/// <summary>Watches the configuration file of <c>hostipcd</c>, and hears SIGHUP.</summary>
internal sealed class ServerFileWatch : SettingsWatch
{
    private readonly ConfigurationWatch _watch;
    private PosixSignalRegistration? _hangUp;
    private FileLook _look;

    public ServerFileWatch(FileLook loaded)
    {
        _watch = new ConfigurationWatch(SettingsFile.Path, loaded);
        WasThere = !loaded.IsAbsent;
    }

    public override void Start(Action ask) => _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        ask();
    });

    public override bool HasSettledChange() => _watch.HasSettledChange();

    public override void Begin() => _look = FileLook.At(SettingsFile.Path);

    public override void Check()
    {
        string? fault = _look.IsAbsent ? WasThere ? "is no longer there" : null
            : _look.Error != Errno.None ? $"cannot be looked at: {LastError.Describe(_look.Error)}"
            : _look.Type != FileType.Regular ? $"is {_look.Type.ToName()}; a regular file is wanted"
            : _look.Links == 0 ? "was replaced where it is mounted from, and what is mounted here is the old one: mount its directory in its place, or restart"
            : null;
        if (fault is not null)
        {
            throw new SettingsException($"{SettingsFile.Path} {fault}");
        }
    }

    public override bool IsOutdated() => FileLook.At(SettingsFile.Path) != _look;

    public override void Take()
    {
        _watch.Take(_look);
        WasThere |= !_look.IsAbsent;
    }

    public override void Dispose() => _hangUp?.Dispose();
}
