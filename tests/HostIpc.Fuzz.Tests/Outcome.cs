namespace HostIpc.Fuzz.Tests;

/// <summary>What came of a request.</summary>
/// <param name="Text"><c>exit 0</c>, <c>signal 15</c>, <c>timed out</c>, <c>rejected denied</c>.</param>
/// <param name="Output">What came as output since the outcome before.</param>
internal sealed record Outcome(string Text, byte[] Output);
