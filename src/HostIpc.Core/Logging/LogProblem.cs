namespace HostIpc.Logging;

/// <summary>Why a log cannot be written.</summary>
/// <param name="Reason">In words: what was found at the path, or the system's error.</param>
/// <param name="IsWrongFile">What is at the path must not be written to, as opposed to cannot be for now.</param>
internal readonly record struct LogProblem(string Reason, bool IsWrongFile = false);
