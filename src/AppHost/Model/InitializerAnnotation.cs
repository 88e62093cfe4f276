namespace Aspire.Hosting.ApplicationModel;

/// <summary>Who wires and watches a topology.</summary>
/// <param name="Resource">The initializer.</param>
/// <param name="Endpoint">Where it answers.</param>
/// <param name="CommandKey">The key without which it takes no commands.</param>
public sealed record InitializerAnnotation(IResource Resource, EndpointReference Endpoint, ParameterResource CommandKey) : IResourceAnnotation;
