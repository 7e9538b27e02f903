using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Configuration.Sources;

internal sealed partial class ServerFileOrigin
{
    /// <summary>
    /// Watches the configuration file of <c>hostipcd</c>, by looking at it now and then, and handles SIGHUP. No notice of the kernel would do: a file that is mounted by itself, a directory that is replaced by a rename and
    /// a link that is turned elsewhere each need one at a different place, and the place can go away.
    /// </summary>
    private sealed class ServerFileWatch : SettingsWatch
    {
        private PosixSignalRegistration? _hangUp;

        // The file as it was loaded last, or when that was tried; at the last look of each second; when it was begun to be read.
        private FileLook _loaded;
        private FileLook _last;
        private FileLook _begun;

        public ServerFileWatch(FileLook loaded)
        {
            (_loaded, _last) = (loaded, loaded);
            WasThere = !loaded.IsAbsent;
        }

        public override void Start(Action ask) => _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            ask();
        });

        // A file that is still being written is not read.
        public override bool HasSettledChange()
        {
            FileLook now = FileLook.At(SettingsFile.Path);
            bool isSettled = now == _last;
            _last = now;
            return isSettled && now != _loaded;
        }

        public override void Begin() => _begun = FileLook.At(SettingsFile.Path);

        public override void Check()
        {
            string? fault = _begun.IsAbsent ? WasThere ? "is no longer there" : null
                : _begun.Error != Errno.None ? $"cannot be looked at: {LastError.Describe(_begun.Error)}"
                : _begun.Type != FileType.Regular ? $"is {_begun.Type.ToName()}; a regular file is wanted"
                : _begun.Links == 0 ? "was replaced where it is mounted from, and what is mounted here is the old one: mount its directory in its place, or restart"
                : null;
            if (fault is not null)
            {
                throw new SettingsException($"{SettingsFile.Path} {fault}");
            }
        }

        public override bool IsOutdated() => FileLook.At(SettingsFile.Path) != _begun;

        public override void Take()
        {
            (_loaded, _last) = (_begun, _begun);
            WasThere |= !_begun.IsAbsent;
        }

        public override void Dispose() => _hangUp?.Dispose();
    }
}
