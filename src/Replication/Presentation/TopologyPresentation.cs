using DualMaster.Replication.Watching;

namespace DualMaster.Replication.Presentation;

/// <summary>Shows the whole topology.</summary>
public static class TopologyPresentation
{
    /// <summary>Its icon.</summary>
    public const string Icon = "Organization";

    /// <summary>What kind of thing it is.</summary>
    public const string Kind = "Topology";

    /// <summary>What a state that is as it should be is called: dashboards count health only of what is called so, and nothing else can be waited for.</summary>
    public const string Running = "Running";

    /// <summary>Shows it.</summary>
    /// <param name="status">What the last round found; null when nobody answered.</param>
    public static Shown Of(TopologyStatus? status) => status is null
        ? new Shown("Unknown", Tone.Warning, Icon, "the initializer does not answer")
        : new Shown(status.State.ToString(), ToneOf(status.State), Icon, HealthText.Of(status));

    /// <summary>What is known of it.</summary>
    /// <param name="status">What the last round found.</param>
    public static IReadOnlyList<ShownProperty> Properties(TopologyStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return ShownProperty.Known(
            ("state", "Topology", Words.Health(status.State)),
            ("wrong", "What is wrong", string.Join("; ", status.Refusals.Concat(status.Reasons))),
            ("decisions", "To decide", string.Join("; ", status.Decisions.Select(decision => $"{decision.Finding} {decision.Command}"))),
            ("notes", "Notes", string.Join("; ", status.Notes)),
            ("acting", "Initializer", status.Acting ? "acts" : "only observes: another one holds the lock"),
            ("changes", "Steps that changed something", Words.Number(status.Changes)));
    }

    static Tone ToneOf(TopologyHealth health) => health switch
    {
        TopologyHealth.Proved => Tone.Success,
        TopologyHealth.Degraded or TopologyHealth.Refused => Tone.Error,
        _ => Tone.Warning,
    };
}
