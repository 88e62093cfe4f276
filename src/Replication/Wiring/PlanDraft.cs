namespace DualMaster.Replication.Wiring;

/// <summary>A plan while it is being made.</summary>
sealed class PlanDraft
{
    /// <summary>In any order; their stages put them into the right one.</summary>
    public List<WiringStep> Steps { get; } = [];

    public List<Decision> Decisions { get; } = [];

    public List<string> Waits { get; } = [];

    public List<string> Notes { get; } = [];
}
