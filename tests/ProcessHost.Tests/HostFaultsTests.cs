using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class HostFaultsTests
{
    [Fact]
    public void A_full_disk_is_said_in_one_sentence()
    {
        var fault = Should.Throw<IOException>(() => File.WriteAllText("/dev/full", "anything"));

        HostFaults.Sentence(fault)!.ShouldStartWith("The disk is full: ");
    }

    [Fact]
    public void A_fault_of_our_own_keeps_its_stack_trace() => HostFaults.Sentence(new InvalidOperationException("a bug")).ShouldBeNull();
}
