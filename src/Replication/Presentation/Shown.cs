namespace DualMaster.Replication.Presentation;

/// <summary>How a node, a link or the topology is shown, wherever that is.</summary>
/// <param name="State">Its state in one or two words.</param>
/// <param name="Tone">How that is to be taken.</param>
/// <param name="Icon">Name of a Fluent UI icon.</param>
/// <param name="Text">What there is to know about it, in one line: what is wrong and what to do, or what is right.</param>
public sealed record Shown(string State, Tone Tone, string Icon, string Text);
