namespace HostIpc.Fuzz.Tests;

/// <summary>What a client sends in one go: a frame, or what a mutation made of it.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Outcomes">How many ends of commands the client waits for before it goes on; 0 for none.</param>
internal readonly record struct Step(byte[] Bytes, int Outcomes = 0);
