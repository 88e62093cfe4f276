using DualMaster.Replication.Topology;
using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Watching;

/// <summary>A command of an operator, until it is known what came of it.</summary>
/// <param name="Link">The link; null for the whole topology.</param>
/// <param name="Command">What is ordered of it.</param>
/// <param name="Caller">Who gave it, for the record.</param>
sealed record Order(TopologyLink? Link, LinkCommand Command, string Caller)
{
    readonly TaskCompletionSource<CommandOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int claimed;

    public Task<CommandOutcome> Outcome => outcome.Task;

    /// <summary>Claims it, either to carry it out or to withdraw it; one of the two happens.</summary>
    public bool Claim() => Interlocked.Exchange(ref claimed, 1) == 0;

    public void Complete(CommandOutcome with) => outcome.TrySetResult(with);

    public override string ToString() => Link is null ? "prove anew" : $"{Command.ToString().ToLowerInvariant()} {Link}";
}
