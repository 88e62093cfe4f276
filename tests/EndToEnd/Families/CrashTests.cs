using DualMaster.Replication.Topology;
using Xunit;

namespace DualMaster.EndToEnd.Families;

/// <summary>As <see cref="EndToEnd.CrashTests"/>, where a position survives a crash in other ways.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(Family.MySql56, Positioning.Gtid)]
    [InlineData(Family.MySql56, Positioning.FilePosition)]
    [InlineData(Family.MariaDb, Positioning.Gtid)]
    public async Task A_killed_node_comes_back_by_itself_is_proved_again_and_no_acknowledged_row_is_missing_anywhere(string server, Positioning positioning) =>
        await EndToEnd.CrashTests.KillEachAsync(await Family.InstallationAsync(server), new TopologySettings { Positioning = positioning }, times: 1);
}
