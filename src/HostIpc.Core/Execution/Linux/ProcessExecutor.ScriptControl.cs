namespace HostIpc.Execution.Linux;

internal sealed partial class ProcessExecutor
{
    /// <summary>The client's hold on scripts that run one after the other: it learns of the first start, and its signals go to the one whose turn it is.</summary>
    private sealed class ScriptControl(CommandControl client)
    {
        private CommandControl? _current;
        private bool _hasStarted;

        /// <summary>For the script that comes next. A signal between two scripts is for the one that comes, which has it when it has started.</summary>
        public CommandControl Next()
        {
            var next = new CommandControl(SetStarted);
            Volatile.Write(ref _current, next);
            return next;
        }

        private void SetStarted()
        {
            if (!_hasStarted)
            {
                _hasStarted = true;
                client.SetStarted(signal => Volatile.Read(ref _current)!.Signal(signal));
            }
        }
    }
}
