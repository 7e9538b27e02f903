using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

internal sealed partial class OutputChain
{
    // The output of the command's background processes, marked as late.
    private sealed class Late(OutputChain command, bool isLogged) : ILateOutput
    {
        private readonly long _id = command.Execution.Id;
        private readonly OutputLines _stdout = command.Open(OutputKind.Stdout, isLate: true);
        private readonly OutputLines _stderr = command.Open(OutputKind.Stderr, isLate: true);

        public bool IsLogged => isLogged;

        public void Append(OutputKind kind, ReadOnlySpan<byte> bytes)
        {
            if (isLogged)
            {
                Of(kind).Append(_id, bytes);
            }
        }

        public void Notice(string text) => command._log.Noticed(_id, peer: null, text);

        public void Complete(OutputKind kind) => Of(kind).Complete(_id);

        private OutputLines Of(OutputKind kind) => kind == OutputKind.Stdout ? _stdout : _stderr;
    }
}
