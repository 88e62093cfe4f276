using DualMaster.Replication.Watching;

namespace DualMaster.Replication.Presentation;

/// <summary>Shows the whole topology.</summary>
public static class TopologyPresentation
{
    /// <summary>Its icon.</summary>
    public const string Icon = "Organization";

    /// <summary>Shows it.</summary>
    /// <param name="status">What the last round found; null when nobody answered.</param>
    public static Shown Of(TopologyStatus? status) => status is null
        ? new Shown("Unknown", Tone.Warning, Icon, "the initializer does not answer")
        : new Shown(status.State.ToString(), ToneOf(status.State), Icon, HealthText.Of(status));

    static Tone ToneOf(TopologyHealth health) => health switch
    {
        TopologyHealth.Proved => Tone.Success,
        TopologyHealth.Degraded or TopologyHealth.Refused => Tone.Error,
        _ => Tone.Warning,
    };
}
