using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>A request on its way. A value, since there is one for every line.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Request">What is asked for.</param>
/// <param name="Peer">Who asks.</param>
/// <param name="IsListed">Whether the log has it.</param>
internal readonly record struct ReceivedRequest(long Id, CommandRequest Request, Peer Peer, bool IsListed);
