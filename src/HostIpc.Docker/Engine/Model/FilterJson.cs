using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Model;

/// <summary>How a filter is written: its type at build time, without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Dictionary<string, List<string>>))]
internal sealed partial class FilterJson : JsonSerializerContext;
