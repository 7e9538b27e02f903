namespace HostIpc.Logging;

/// <summary>How the log on standard output is written.</summary>
public sealed class ConsoleLogOptions : LineLogOptions;
