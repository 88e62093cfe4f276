namespace Aspire.Hosting.ApplicationModel;

/// <summary>Who wires and watches a topology.</summary>
/// <param name="Resource">The initializer, with an endpoint <c>http</c>.</param>
/// <param name="CommandKey">The key without which it takes no commands.</param>
public sealed record InitializerAnnotation(IResourceWithEndpoints Resource, ParameterResource CommandKey) : IResourceAnnotation
{
    /// <summary>Where it answers; a new reference each time, because one that was asked too early goes on saying that it has no address.</summary>
    public EndpointReference Endpoint => Resource.GetEndpoint("http");
}
