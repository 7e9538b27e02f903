using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>How the engine's answers are read: their types at build time, without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ContainerAnswer))]
[JsonSerializable(typeof(List<ListedContainer?>))]
[JsonSerializable(typeof(CreatedAnswer))]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(ExecAnswer))]
[JsonSerializable(typeof(ImageAnswer))]
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(NetworkAnswer))]
[JsonSerializable(typeof(List<ListedNetwork?>))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(WaitAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
