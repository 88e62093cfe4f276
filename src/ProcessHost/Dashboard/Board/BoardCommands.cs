using DualMaster.Replication.Presentation;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;

namespace DualMaster.ProcessHost;

/// <summary>Carries out what is clicked on the rows.</summary>
/// <param name="topology">The topology.</param>
/// <param name="client">Gives the initializer its part.</param>
/// <param name="nodes">Does the host's part.</param>
/// <param name="status">What the initializer says now; null when it does not answer.</param>
sealed class BoardCommands(ReplicationTopology topology, CommandClient client, NodeOrders nodes, Func<TopologyStatus?> status)
{
    /// <summary>Carries out a command.</summary>
    /// <param name="resource">Name of the row.</param>
    /// <param name="command">Name of the command.</param>
    /// <param name="cancellation">Withdraws it.</param>
    public Task<CommandAnswer> ExecuteAsync(string resource, string command, CancellationToken cancellation)
    {
        if (command == CommandWords.Status.Name)
            return Task.FromResult(Show());
        if (command == CommandWords.Reprove.Name)
            return client.ReproveAsync(cancellation);
        if (topology.Links.FirstOrDefault(link => LinkPresentation.Name(link.Source, link.Replica) == resource) is { } link)
            return client.OrderAsync(link.Source, link.Replica, Enum.GetValues<LinkCommand>().First(known => CommandWords.Of(known).Name == command), cancellation);

        return nodes.GiveAsync(resource, NodeCommandWords.All.First(known => known.Name == command));
    }

    CommandAnswer Show() => status() is { } said
        ? new CommandAnswer(Holds: true, Words.Health(said.State), StatusTable.Of(said, LagLimit))
        : new CommandAnswer(Holds: false, "The initializer does not answer; expected it to run; look into its log.");

    TimeSpan LagLimit(LinkStatus link) =>
        topology.Links.FirstOrDefault(known => known.Source == link.Source && known.Replica == link.Replica) is { } wanted ? LinkPresentation.LagLimit(wanted, topology.Settings) : TimeSpan.MaxValue;
}
