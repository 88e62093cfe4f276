namespace DualMaster.Replication.Wiring;

/// <summary>One idempotent change of one server. A crash before, after or within it is harmless: the next round looks again.</summary>
/// <param name="Node">Name of the node that is changed.</param>
public abstract record WiringStep(string Node)
{
    /// <summary>When it is taken.</summary>
    public abstract WiringStage Stage { get; }

    /// <summary>What it does, as a line of a log.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it lays something new, as opposed to mending what was there; nothing new is laid while anything is refused.</summary>
    public virtual bool IsNew => true;

    /// <summary>Whether anything is different afterwards; a receiver that connects a second earlier is not.</summary>
    public virtual bool IsChange => true;

    /// <summary>Names of all nodes that it depends on.</summary>
    public virtual IReadOnlyList<string> Nodes => [Node];

    /// <inheritdoc/>
    public sealed override string ToString() => Description;
}
