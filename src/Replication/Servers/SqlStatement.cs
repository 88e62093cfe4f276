namespace DualMaster.Replication.Servers;

/// <summary>One or more statements that are sent together.</summary>
/// <param name="Text">The text, with <c>@name</c> for each parameter; no secret is ever part of it, because spans carry it.</param>
/// <param name="Parameters">The parameters, secrets among them.</param>
public sealed record SqlStatement(string Text, params IReadOnlyList<(string Name, object Value)> Parameters)
{
    /// <summary>Whether a parameter is a secret; the driver puts it into the text that it sends, and a server may quote that in an error.</summary>
    internal bool HasSecret => Parameters.Any(parameter => parameter.Name == "password");
}
