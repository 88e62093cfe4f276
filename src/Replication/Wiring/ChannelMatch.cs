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

        return Of(input, link.Replica, replica).GetValueOrDefault(link);
    }

    /// <summary>All links into one replica together, so that no channel becomes two of them.</summary>
    static Dictionary<TopologyLink, ChannelState> Of(PlannerInput input, string name, ServerState replica)
    {
        var open = input.Topology.LinksInto(name).ToList();
        var sources = open.Select(link => link.Source).ToHashSet(StringComparer.Ordinal);
        var free = replica.Channels.Select(channel => (Channel: channel, Source: Source(input, channel))).ToList();
        var found = new Dictionary<TopologyLink, ChannelState>();

        Take((link, entry) => entry.Source == link.Source && entry.Channel.Name == input.Topology.ChannelName(link));
        Take((link, entry) => entry.Source == link.Source);
        // A new channel could not have that name; the old one is stopped and becomes the link's.
        Take((link, entry) => IsOurs(entry.Channel, entry.Source) && entry.Channel.Name == input.Topology.ChannelName(link));
        // A channel of ours that follows a node which it should not: a replica that was sent to the other master, or a topology
        // that was changed. It becomes the link's, instead of a second channel beside it.
        Take((_, entry) => IsOurs(entry.Channel, entry.Source) && (entry.Source is null || !sources.Contains(entry.Source)));
        return found;

        void Take(Func<TopologyLink, (ChannelState Channel, string? Source), bool> fits)
        {
            foreach (var link in open.ToArray())
            {
                var index = free.FindIndex(entry => fits(link, entry));
                if (index < 0)
                    continue;
                found.Add(link, free[index].Channel);
                free.RemoveAt(index);
                open.Remove(link);
            }
        }
    }

    /// <summary>It follows a node, or never connected and carries our account's name: made by us, with an address that is no longer right.</summary>
    static bool IsOurs(ChannelState channel, string? source) =>
        source is not null || (channel.SourceUuid is null && channel.Target.User == ReplicationAccount.DefaultUser);

    /// <summary>The node behind a channel; null when it is no node of the topology, or cannot be told now.</summary>
    public static string? Source(PlannerInput input, ChannelState channel)
    {
        if (channel.SourceUuid is { } uuid)
        {
            var now = input.Reachable.FirstOrDefault(node => node.Server.Identity == uuid).Node?.Name;
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
        !IsOurs(channel, Source(input, channel))
        // The server behind it may be a node that does not answer now.
        && (channel.SourceUuid is null || input.Topology.Nodes.All(node => input.Server(node.Name) is not null));
}
