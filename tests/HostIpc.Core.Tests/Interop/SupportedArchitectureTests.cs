using System.Runtime.InteropServices;

namespace HostIpc.Interop;

public sealed class SupportedArchitectureTests
{
    [Theory]
    [InlineData(Architecture.X64, null)]
    [InlineData(Architecture.Arm64, null)]
    [InlineData(Architecture.Arm, "HostIpc supports x86-64 and arm64 only; this process runs on arm")]
    [InlineData(Architecture.X86, "HostIpc supports x86-64 and arm64 only; this process runs on x86")]
    [InlineData(Architecture.RiscV64, "HostIpc supports x86-64 and arm64 only; this process runs on riscv64")]
    public void Architecture_WhenItIsNeitherX64NorArm64_ThenItIsRefusedInOneLine(Architecture architecture, string? expected) =>
        SupportedArchitecture.FindFault(architecture).ShouldBe(expected);

    [Fact]
    public void Architecture_OfThisProcess_ThenItIsSupported() => SupportedArchitecture.Require();
}
