using DualMaster.Replication;
using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;
using DualMaster.ReplicationInitializer;

WebApplication app;
InitializerConfiguration configured;
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
    // A start that fails is said below, in a sentence; a loop that fails is a bug and critical.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    // It calls nobody over HTTP, so of the service defaults it takes what it shows, and starts sooner.
    builder.ConfigureOpenTelemetry(ReplicationTelemetry.Name);
    InitializerTelemetry.Configure(builder);
    builder.AddDefaultHealthChecks();
    builder.WebHost.ConfigureKestrel(RequestLimits.Apply);

    configured = InitializerConfiguration.Read(builder.Configuration);
    builder.Services.AddSingleton(services => new TopologySupervisor(
        configured.Topology, configured.ConnectionStrings, configured.ReplicationPassword,
        TimeProvider.System, services.GetRequiredService<ILogger<TopologySupervisor>>(), configured.Programs));
    builder.Services.AddSingleton<ReplicationMetrics>();
    builder.Services.AddHostedService<ReplicationWorker>();
    builder.Services.AddHealthChecks().AddCheck<ReplicationHealthCheck>("replication");
    app = builder.Build();
}
catch (Exception malformed) when (malformed is TopologyException or InvalidDataException)
{
    await Console.Error.WriteLineAsync(malformed is InvalidDataException file ? ConfigurationFault.OfFile(file) : malformed.Message);
    return 1;
}

// Taken before the run: after it, the services are gone.
var worker = app.Services.GetServices<IHostedService>().OfType<ReplicationWorker>().Single();
app.MapDefaultEndpoints();
// As a plain request delegate: one with parameters is compiled at the start, which costs more than wiring a link.
app.MapGet("/status", context => context.Response.WriteAsJsonAsync(
    context.RequestServices.GetRequiredService<TopologySupervisor>().Status, StatusJson.Default.TopologyStatus));
app.MapCommands(configured.CommandKey);
try
{
    await app.StartAsync();
}
catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException or FormatException or ArgumentException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync($"Cannot listen on {app.Configuration["urls"]} ({fault.Message.Split('\n')[0].Trim().TrimEnd('.')}); expected http://HOST:PORT with a free port of this machine; stop who listens there, or correct ASPNETCORE_URLS.");
    return 1;
}

await app.WaitForShutdownAsync();
await app.DisposeAsync();
// The loop ends only when it is told to; if it ended otherwise, whoever started this must know.
return worker.ExecuteTask is { IsFaulted: true } ? 1 : 0;
