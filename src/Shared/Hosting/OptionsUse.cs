namespace HostIpc.Hosting;

/// <summary>Marks that options of a type are used once more: each transport that is added has its own.</summary>
internal sealed class OptionsUse<T>;
