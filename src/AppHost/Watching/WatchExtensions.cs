using Aspire.Hosting.ApplicationModel;
using DualMaster.AppHost.Watching;
using DualMaster.Replication.Presentation;
using DualMaster.Replication.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>State and health of a topology and its links.</summary>
static class WatchExtensions
{
    public static IResourceBuilder<ReplicationTopologyResource> WithTopologyWatch(this IResourceBuilder<ReplicationTopologyResource> builder)
    {
        var observed = new ObservedStatusAnnotation();
        var key = $"{builder.Resource.Name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().AddCheck(key, () =>
        {
            var shown = TopologyPresentation.Of(observed.Status);
            return new HealthCheckResult(observed.Status?.State == TopologyHealth.Proved ? HealthStatus.Healthy : HealthStatus.Unhealthy, shown.Text);
        });
        return builder.WithAnnotation(observed).WithHealthCheck(key).OnInitializeResource((topology, @event, _) => new TopologyWatch(
            topology, @event.Services.GetRequiredService<InitializerClient>(), @event.Notifications,
            @event.Services.GetRequiredService<ResourceLoggerService>(), TimeProvider.System)
            .RunAsync(Ending(@event)));
    }

    public static IResourceBuilder<MySqlServerResource> WithServerWatch(this IResourceBuilder<MySqlServerResource> builder) =>
        builder.OnInitializeResource((server, @event, _) => new ServerWatch(
            server, @event.Notifications, @event.Services.GetRequiredService<ResourceCommandService>(), @event.Logger).RunAsync(Ending(@event)));

    public static IResourceBuilder<ReplicationLinkResource> WithLinkHealth(this IResourceBuilder<ReplicationLinkResource> builder)
    {
        var link = builder.Resource;
        var key = $"{link.Name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().AddCheck(key, () =>
        {
            var shown = LinkPresentation.Of(link.Status(link.Topology.Observed()), link.LagLimit());
            return new HealthCheckResult(
                shown.Tone switch { Tone.Success => HealthStatus.Healthy, Tone.Error => HealthStatus.Unhealthy, _ => HealthStatus.Degraded }, shown.Text);
        });
        return builder.WithHealthCheck(key);
    }

    /// <summary>What the initializer last said.</summary>
    public static TopologyStatus? Observed(this ReplicationTopologyResource topology) =>
        topology.Annotations.OfType<ObservedStatusAnnotation>().Single().Status;

    /// <summary>What a status says of a link.</summary>
    public static LinkStatus? Status(this ReplicationLinkResource link, TopologyStatus? status) =>
        status?.Links.FirstOrDefault(found => found.Source == link.Link.Source && found.Replica == link.Link.Replica);

    /// <summary>The lag beyond which it is lagging.</summary>
    public static TimeSpan LagLimit(this ReplicationLinkResource link) => LinkPresentation.LagLimit(link.Link, link.Topology.Topology.Settings);

    static CancellationToken Ending(InitializeResourceEvent @event) => @event.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
}
