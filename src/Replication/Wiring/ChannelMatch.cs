using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>Decides which channel on a replica is which link: by the identity of the server behind it, then by its address.</summary>
static class ChannelMatch
{
    /// <summary>The channel of a link; null when the replica has none.</summary>
    public static ChannelState? Of(PlannerInput input, TopologyLink link)
    {
        if (input.Server(link.Replica) is not { } replica)
            return null;

        var owned = replica.Channels.Select(channel => (channel, Source: Source(input, channel))).ToArray();
        var exact = Array.Find(owned, entry => entry.Source == link.Source).channel;
        if (exact is not null)
            return exact;

        // A channel of ours that follows a node which it should not: a replica that was sent to the other master, or a topology
        // that was changed. It becomes the link's, instead of a second channel beside it.
        var links = input.Topology.LinksInto(link.Replica).Select(other => other.Source).ToHashSet(StringComparer.Ordinal);
        return Array.Find(owned, entry => entry.Source is { } source && !links.Contains(source)).channel;
    }

    /// <summary>The node behind a channel; null when it is no node of the topology, or cannot be told now.</summary>
    public static string? Source(PlannerInput input, ChannelState channel)
    {
        if (channel.SourceUuid is { } uuid)
        {
            var now = input.Reachable.FirstOrDefault(node => node.Server.ServerUuid == uuid).Node?.Name;
            var once = input.Identities.FirstOrDefault(identity => identity.ServerUuid == uuid)?.Node;
            if ((now ?? once) is { } known)
                return input.Topology.Nodes.Any(node => node.Name == known) ? known : null;
        }

        var byAddress = input.Topology.Nodes.FirstOrDefault(node =>
            node.ReplicationPort == channel.Target.Port
            && string.Equals(node.ReplicationHost, channel.Target.Host, StringComparison.OrdinalIgnoreCase));

        // An address alone proves nothing when the server that answers there now is a known other one.
        return byAddress is not null && (channel.SourceUuid is null || input.Server(byAddress.Name) is null) ? byAddress.Name : null;
    }

    /// <summary>Whether a channel certainly follows somebody outside the topology.</summary>
    public static bool IsForeign(PlannerInput input, ChannelState channel) =>
        Source(input, channel) is null
        // One that was never connected and carries our account's name was made by us, with an address that is no longer right.
        && !(channel.SourceUuid is null && channel.Target.User == ReplicationAccount.DefaultUser)
        // The server behind it may be a node that does not answer now.
        && (channel.SourceUuid is null || input.Topology.Nodes.All(node => input.Server(node.Name) is not null));
}
