using DualMaster.AppHost;

var builder = DistributedApplication.CreateBuilder(ClusterOptions.Arguments(args));
var cluster = ClusterOptions.Read(builder.Configuration);

var rootPassword = builder.AddGeneratedPassword("root-password");
var replicationPassword = builder.AddGeneratedPassword("replication-password");
var commandKey = builder.AddGeneratedPassword("command-key");

var topology = builder.AddReplicationTopology("topology", cluster.Settings);

// Node 1 and Node 3 are masters of each other; Node 2 follows Node 1, Node 4 follows Node 3.
var node1 = topology.AddMaster(Server(1));
var node2 = topology.AddReplica(Server(2), source: node1);
var node3 = topology.AddMaster(Server(3));
var node4 = topology.AddReplica(Server(4), source: node3);

builder.AddProject<Projects.ReplicationInitializer>("initializer")
    .WithHttpEndpoint()
    .WithLocalPort("http", cluster.PortBase)
    .WithTopology(topology, replicationPassword, commandKey);

if (cluster.Compose)
    builder.AddDockerComposeEnvironment("compose").WithRestartingServices();

builder.Build().Run();

// A container of our own, or in a deployment a server that somebody else operates.
IResourceBuilder<IResourceWithConnectionString> Server(int number) => cluster.ExistingServers
    ? builder.AddExistingServer($"node{number}")
    : builder.AddMySql($"node{number}", rootPassword)
        .WithImageTag(cluster.ImageTag)
        .WithLocalPort("tcp", cluster.PortBase + number)
        .WithReplicationAddress($"{cluster.Name}.Node{number}")
        .WithNodeVolumes(cluster.VolumePrefix)
        .WithOptionFiles(Path.Combine(cluster.OptionFiles, $"node{number}"))
        .WithRestart();
