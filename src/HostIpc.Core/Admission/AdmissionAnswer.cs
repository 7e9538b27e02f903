using HostIpc.Protocol;

namespace HostIpc.Admission;

/// <summary>Whether a command may run now.</summary>
/// <param name="IsAdmitted">Whether it may.</param>
/// <param name="Rejection">Why it may not; null where it may, or where it was ended while it waited.</param>
/// <param name="PeerMessage">What its peer learns of <see cref="Rejection"/>.</param>
internal readonly record struct AdmissionAnswer(bool IsAdmitted, Rejection? Rejection = null, string? PeerMessage = null);
