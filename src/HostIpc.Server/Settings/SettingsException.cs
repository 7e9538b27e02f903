namespace HostIpc.Server.Settings;

/// <summary>Settings are not as they must be. The message has a line for each: which key, what was found, what is wanted.</summary>
internal sealed class SettingsException(string message) : Exception(message);
