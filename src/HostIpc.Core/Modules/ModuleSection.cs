using HostIpc.Settings;

namespace HostIpc.Modules;

/// <summary>The section of a module in the settings, for it to be read.</summary>
/// <param name="Reader">Reads the settings.</param>
/// <param name="IsEnabled">Whether the transport is to be served: a key of the section is set, or the server program serves it by default (<see cref="TransportInfo.IsServedByDefault"/>).</param>
/// <param name="Directory">The directory of the files of the transports that were read before: where a file belongs that has no path of its own. Null for none.</param>
public sealed record ModuleSection(ISettingReader Reader, bool IsEnabled, string? Directory);
