using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>How requests to the engine are written: their types at build time, without reflection. A member that is null is left out.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreationRequest))]
[JsonSerializable(typeof(Dictionary<string, List<string>>))]
[JsonSerializable(typeof(ExecCreationRequest))]
[JsonSerializable(typeof(ExecStartRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
