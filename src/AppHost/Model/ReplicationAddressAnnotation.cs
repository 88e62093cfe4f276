namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address by which other nodes reach a node; the other one, of its connection string, is for everybody else.</summary>
/// <param name="Host">Its host.</param>
/// <param name="Port">Its port.</param>
public sealed record ReplicationAddressAnnotation(ReferenceExpression Host, ReferenceExpression Port) : IResourceAnnotation;
