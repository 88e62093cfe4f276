using DualMaster.Replication.Servers;

namespace DualMaster.Replication.Watching;

/// <summary>Decides whether this initializer is the one that acts: the one whose sessions hold the lock on every node that answers.</summary>
sealed class InitializerLock
{
    /// <summary>Name of the lock on each server.</summary>
    public const string Name = "dualmaster.initializer";

    bool mayKeep;

    /// <summary>Whether this initializer acts in this round.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Judges what this round found.</summary>
    /// <returns>Nodes whose lock is to be given back, because another initializer holds the others.</returns>
    public IReadOnlyList<string> Settle(IEnumerable<NodeState> found)
    {
        var answering = found.Where(node => node.Server is not null).ToArray();
        var held = answering.Where(node => node.Server!.HoldsLock).Select(node => node.Name).ToArray();
        IsHeld = answering.Length > 0 && held.Length == answering.Length;

        // One that was acting keeps what it holds: a restarted node's lock may be taken by another for a moment, which then finds
        // the rest taken and gives it back. Were both to give way, neither would ever act.
        var givesBack = !IsHeld && !mayKeep;
        mayKeep = IsHeld || (mayKeep && (answering.Length == 0 || held.Length > 0));
        return givesBack ? held : [];
    }
}
