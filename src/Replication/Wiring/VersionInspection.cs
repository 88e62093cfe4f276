using DualMaster.Replication.Servers;
using DualMaster.Replication.Topology;

namespace DualMaster.Replication.Wiring;

/// <summary>
/// Judges links between servers of different versions, as there are while servers are upgraded one after the other. A replica may be
/// newer than its source by one generation: https://dev.mysql.com/doc/refman/8.4/en/replication-compatibility.html
/// </summary>
static class VersionInspection
{
    static readonly Version[] Generations = [new(5, 6), new(5, 7), new(8, 0), new(8, 4), new(9, 0)];

    public static IEnumerable<Refusal> Inspect(PlannerInput input) =>
        from link in input.Topology.Links
        let source = input.Server(link.Source)
        let replica = input.Server(link.Replica)
        where source is not null && replica is not null
        let sentence = Judge(input, link, source, replica).Refusal
        where sentence is not null
        select new Refusal([link.Source, link.Replica], sentence);

    /// <summary>Whether a link between two servers would be refused.</summary>
    public static bool Refuses(PlannerInput input, TopologyLink link, ServerState source, ServerState replica) =>
        Judge(input, link, source, replica).Refusal is not null;

    /// <summary>What is worth knowing of links that pass.</summary>
    public static IEnumerable<string> Notes(PlannerInput input) =>
        from link in input.Topology.Links
        let source = input.Server(link.Source)
        let replica = input.Server(link.Replica)
        where source is not null && replica is not null
        let judged = Judge(input, link, source, replica)
        where judged.Note is not null
        select judged.Note;

    static (string? Refusal, string? Note) Judge(PlannerInput input, TopologyLink link, ServerState source, ServerState replica)
    {
        if (IsMariaDb(source) != IsMariaDb(replica))
            return ($"The link {link} goes from {source.Version.Product} to {replica.Version.Product}; expected the same kind of server on both ends, because neither reads the other's GTIDs; exchange one of them.", null);
        if (Series(source) == Series(replica))
            return (null, null);

        var isPair = input.Topology.Node(link.Source).Role == NodeRole.Master && input.Topology.Node(link.Replica).Role == NodeRole.Master
            && input.Topology.Links.Any(back => back.Source == link.Replica && back.Replica == link.Source);
        var (older, newer) = Series(source) < Series(replica) ? (link.Source, link.Replica) : (link.Replica, link.Source);
        var (old, young) = Series(source) < Series(replica) ? (source, replica) : (replica, source);
        if (!IsMariaDb(source) && Generation(young) - Generation(old) > 1)
            return ($"The link {link} goes from {source.Version} to {replica.Version}; expected neighbouring series ({string.Join(", ", Generations.Select(series => series.Major == 9 ? "9" : series.ToString(2)))}), because MySQL replicates only between those; upgrade {older} first.", null);
        if (!isPair)
            return older == link.Replica
                ? ($"The link {link} goes from {source.Version} to {replica.Version}; expected a replica at least as new as its source; upgrade {link.Replica}.", null)
                : (null, $"The link {link} goes from {source.Version} to {replica.Version}, as is right while servers are upgraded; upgrade {older} too.");

        // One of the two directions is downward. What an older server writes the newer one understands, and only that may travel.
        var writers = input.Topology.Writers.Select(writer => writer.Name).ToArray();
        return writers.Contains(newer)
            ? ($"{older} runs {old.Version} and its fellow master {newer} {young.Version}, and {newer} takes writes; expected one writer, on the older, because that need not understand what a newer one writes; upgrade {older}, or set Topology:WriterMode to One and Topology:Writer to {older}.", null)
            : (null, $"{older} runs {old.Version} and its fellow master {newer} {young.Version}; that is right as long as only {older} takes writes; upgrade {older} last.");
    }

    static bool IsMariaDb(ServerState server) => server.Version.Family == ServerFamily.MariaDb;

    static Version Series(ServerState server) => new(server.Version.Number.Major, server.Version.Number.Minor);

    // Innovation releases between two of them belong to the one before; what comes after 9 is judged by its own manual, some day.
    static int Generation(ServerState server) => Array.FindLastIndex(Generations, series => series <= Series(server));
}
