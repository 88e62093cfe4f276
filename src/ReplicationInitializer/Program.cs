using DualMaster.Replication;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.ReplicationInitializer;

WebApplication app;
try
{
    var builder = WebApplication.CreateBuilder(args);
    // The interface's address, unless a host or a file says otherwise.
    if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
        builder.WebHost.UseUrls("http://127.0.0.1:5500");

    // Where it runs alone there may be no appsettings.json beside it; a record per request would drown what matters.
    builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    // That it is not proved yet is no failure of the check; changes of state have a record of their own.
    builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    // It calls nobody over HTTP, so of the service defaults it takes what it shows, and starts sooner.
    builder.ConfigureOpenTelemetry(ReplicationTelemetry.Name);
    builder.AddDefaultHealthChecks();

    var configured = InitializerConfiguration.Read(builder.Configuration);
    builder.Services.AddSingleton(services => new TopologySupervisor(
        configured.Topology, configured.ConnectionStrings, configured.ReplicationPassword,
        TimeProvider.System, services.GetRequiredService<ILogger<TopologySupervisor>>()));
    builder.Services.AddSingleton<ReplicationMetrics>();
    builder.Services.AddHostedService<ReplicationWorker>();
    builder.Services.AddHealthChecks().AddCheck<ReplicationHealthCheck>("replication");
    app = builder.Build();
}
catch (Exception malformed) when (malformed is TopologyException or InvalidDataException)
{
    await Console.Error.WriteLineAsync(malformed.Message);
    return 1;
}

// Taken before the run: after it, the services are gone.
var worker = app.Services.GetServices<IHostedService>().OfType<ReplicationWorker>().Single();
app.MapDefaultEndpoints();
// As a plain request delegate: one with parameters is compiled at the start, which costs more than wiring a link.
app.MapGet("/status", context => context.Response.WriteAsJsonAsync(
    context.RequestServices.GetRequiredService<TopologySupervisor>().Status, StatusJson.Default.TopologyStatus));
try
{
    await app.RunAsync();
    // The loop ends only when it is told to; if it ended otherwise, whoever started this must know.
    return worker.ExecuteTask is { IsFaulted: true } ? 1 : 0;
}
catch (IOException taken)
{
    await Console.Error.WriteLineAsync($"{taken.Message} Expected the port to be free; stop what listens there, or set ASPNETCORE_URLS to another address.");
    return 1;
}
