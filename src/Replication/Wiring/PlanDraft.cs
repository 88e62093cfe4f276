namespace DualMaster.Replication.Wiring;

/// <summary>A plan while it is being made; the lists are the order of its steps.</summary>
sealed class PlanDraft
{
    public List<WiringStep> Prepare { get; } = [];

    public List<WiringStep> Configure { get; } = [];

    public List<WiringStep> Start { get; } = [];

    public List<WiringStep> Close { get; } = [];

    public List<WiringStep> Open { get; } = [];

    public List<WiringStep> Remember { get; } = [];

    public List<Decision> Decisions { get; } = [];

    public List<string> Waits { get; } = [];

    public List<string> Notes { get; } = [];

    public IEnumerable<WiringStep> Steps => [.. Prepare, .. Configure, .. Start, .. Close, .. Open, .. Remember];
}
