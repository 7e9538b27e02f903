using System.Runtime.InteropServices;

namespace HostIpc.Interop;

public sealed class SupportedArchitectureTests
{
    [Theory]
    [InlineData(Architecture.X64, null)]
    [InlineData(Architecture.Arm64, "HostIpc supports x86-64 only; this process runs on arm64")]
    [InlineData(Architecture.X86, "HostIpc supports x86-64 only; this process runs on x86")]
    public void Architecture_WhenItIsNotX64_ThenItIsRefusedInOneLine(Architecture architecture, string? expected) =>
        SupportedArchitecture.FindFault(architecture).ShouldBe(expected);

    [Fact]
    public void Architecture_OfThisProcess_ThenItIsSupported() => SupportedArchitecture.Require();
}
