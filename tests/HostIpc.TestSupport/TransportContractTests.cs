using HostIpc.Transports.Testing;
using Xunit;

namespace HostIpc.TestSupport;

/// <summary>The contract of transports, rule by rule. The tests of each transport derive from it.</summary>
public abstract class TransportContractTests(Func<TransportHarness> create)
{
    public static TheoryData<string> Rules => [.. TransportContract.Rules];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Transport_WhenARuleOfTheContractIsTried_ThenItIsKept(string rule)
    {
        using TransportHarness harness = create();
        await TransportContract.VerifyAsync(rule, harness);
    }
}
