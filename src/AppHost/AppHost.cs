using DualMaster.AppHost;
using DualMaster.Replication.Topology;

var builder = DistributedApplication.CreateBuilder(args);
var cluster = ClusterOptions.Read(builder.Configuration);

// Node 1 and Node 3 are masters of each other; Node 2 follows Node 1, Node 4 follows Node 3.
var topology = DefaultTopology.Create(number => ($"{cluster.Name}.Node{number}", 3306));

var rootPassword = builder.AddGeneratedPassword("root-password");
var replicationPassword = builder.AddGeneratedPassword("replication-password");
var commandKey = builder.AddGeneratedPassword("command-key");

var nodes = topology.Nodes
    .Select((node, index) => builder
        .AddMySql(node.Name, rootPassword)
        .WithImageTag(MySqlImage.Tag)
        .WithLocalPort("tcp", cluster.PortBase + index + 1)
        .WithReplicationAddress(node)
        .WithServerOptions(topology, node, MySqlImage.Version)
        .WithEmptyHistory()
        .WithNodeVolumes(cluster.VolumePrefix))
    .ToArray();

builder.AddProject<Projects.ReplicationInitializer>("replication")
    .WithHttpEndpoint()
    .WithLocalPort("http", cluster.PortBase)
    .WithHttpHealthCheck("/health")
    .WithTopology(topology, nodes)
    .WithReplicationPassword(replicationPassword)
    .WithCommandKey(commandKey);

builder.Build().Run();
