namespace DualMaster.Replication.Topology;

/// <summary>The described topology cannot be wired.</summary>
/// <param name="problems">One sentence per problem: what was found, what was expected, what to do.</param>
public sealed class TopologyException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence per problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
