using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

/// <summary>Servers that something else replicates, by what they say of themselves.</summary>
public sealed class SuitabilityTests
{
    const string Expected = "expected a server that nothing else replicates";

    [Theory]
    [InlineData("wsrep_on", "ON", $"node1 is a member of a Galera cluster (wsrep_on is ON); {Expected}; take it out of the cluster, or name another server.")]
    [InlineData("group_replication", "RECOVERING", $"node1 is a member of a Group Replication group (its state is RECOVERING); {Expected}; take it out of the group, or name another server.")]
    [InlineData("aurora_version", "3.08.0", $"node1 says that it is 8.0.39 (without a comment), which only speaks like MySQL; {Expected}; name another server.")]
    [InlineData("version_comment", "Amazon Aurora", $"node1 says that it is 8.0.39 (Amazon Aurora), which only speaks like MySQL; {Expected}; name another server.")]
    [InlineData("version_comment", "TiDB Server (Apache License 2.0)", $"node1 says that it is 8.0.39 (TiDB Server (Apache License 2.0)), which only speaks like MySQL; {Expected}; name another server.")]
    public void A_server_that_something_else_replicates_is_refused(string name, string value, string sentence) =>
        ServerSuitability.Refusal("node1", "8.0.39", new Dictionary<string, string> { [name] = value }).ShouldBe(sentence);

    [Theory]
    [InlineData("wsrep_on", "OFF")]
    [InlineData("version_comment", "MySQL Community Server - GPL")]
    [InlineData("version_comment", "Source distribution")]
    [InlineData("version_comment", "Percona Server (GPL), Release 33")]
    public void Any_other_is_suitable(string name, string value) =>
        ServerSuitability.Refusal("node1", "8.0.39", new Dictionary<string, string> { [name] = value }).ShouldBeNull();
}
