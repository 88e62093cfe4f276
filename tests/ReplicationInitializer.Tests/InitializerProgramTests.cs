using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace DualMaster.ReplicationInitializer.Tests;

/// <summary>What cannot be started ends the program with exit code 1 and a sentence for each problem, and nothing else.</summary>
public sealed class InitializerProgramTests
{
    [Fact]
    public async Task A_file_that_is_no_json_is_said_with_the_line() =>
        await ShouldEndWithAsync(
            "{\n  \"Topology\": {\n    \"Nodes\": [ oops ]\n  }\n}\n",
            "/appsettings.json is no JSON in line 3 ('o' is an invalid start of a value); expected an object of settings; correct that line.");

    [Fact]
    public async Task A_file_that_is_something_else_is_said() =>
        await ShouldEndWithAsync(
            "[ 1, 2 ]",
            "/appsettings.json cannot be read (Top-level JSON element must be an object. Instead, 'Array' was found); expected a JSON object of settings; correct it.");

    [Fact]
    public async Task A_value_of_the_wrong_type_is_said_with_its_setting() =>
        await ShouldEndWithAsync("""{ "Topology": { "Nodes": "all" } }""", "Topology:Nodes is 'all'; expected a list; correct it.");

    [Fact]
    public async Task Everything_that_is_wrong_with_a_topology_is_said_at_once() =>
        await ShouldEndWithAsync(
            """
            {
              "Topology": {
                "Grace": "-00:00:01",
                "RoundInterval": "00:00:00",
                "StatementTimeout": "10675199.00:00:00",
                "AutoIncrementStep": 1,
                "Nodes": [
                  { "Name": "a", "Role": "Master", "ServerId": 1, "ReplicationHost": "a.db" },
                  { "Name": "b", "Role": "Master", "ServerId": 1, "ReplicationHost": "b.db" },
                  { "Name": "b", "Role": "Replica", "ServerId": 3, "ReplicationHost": "c.db" }
                ],
                "Links": [
                  { "Source": "a", "Replica": "b" }, { "Source": "b", "Replica": "a" },
                  { "Source": "a", "Replica": "a" }, { "Source": "a", "Replica": "x" }, { "Source": "b", "Replica": "a" }
                ]
              }
            }
            """,
            "2 nodes are called 'b'; expected every name once; rename all but one.",
            "a and b have the same server_id 1; expected a different one on each, because a server skips events that carry its own; change one.",
            "The link a → a goes from a node to itself; expected two nodes; remove it.",
            "The link a → x names 'x', which is no node; expected one of a, b; correct the link.",
            "The link b → a is given 2 times; expected once; remove the others.",
            "The auto-increment step is 1 for 2 masters; expected at least 2 and at most 65535, because values of two masters would collide; correct Topology:AutoIncrementStep.",
            "Topology:RoundInterval is 00:00:00; expected 00:00:00.1000000 to 00:01:00; correct it.",
            "Topology:Grace is -00:00:01; expected 00:00:00 to 01:00:00; correct it.",
            "Topology:StatementTimeout is 10675199.00:00:00; expected 00:00:01 to 00:01:00; correct it.");

    [Fact]
    public async Task Nobody_who_writes_is_said() =>
        await ShouldEndWithAsync(
            """
            {
              "Topology": {
                "Nodes": [
                  { "Name": "a", "Role": "Replica", "ServerId": 1, "ReplicationHost": "a.db" },
                  { "Name": "b", "Role": "Replica", "ServerId": 2, "ReplicationHost": "b.db" }
                ],
                "Links": [ { "Source": "a", "Replica": "b" }, { "Source": "b", "Replica": "a" } ]
              }
            }
            """,
            "No node is a master, so there is no writer; expected at least one; set Role=Master on a node.");

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";

        var (exitCode, errors) = await InitializerProgram.RunAsync(variables: InitializerProgram.Lone(address));

        exitCode.ShouldBe(1);
        errors[^1].ShouldBe($"Cannot listen on {address} (Failed to bind to address {address}: address already in use); expected http://HOST:PORT with a free port of this machine; stop who listens there, or correct ASPNETCORE_URLS.");
        errors.ShouldNotContain(line => line.Contains(" at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_is_none_is_said()
    {
        var (exitCode, errors) = await InitializerProgram.RunAsync(variables: InitializerProgram.Lone("nonsense"));

        exitCode.ShouldBe(1);
        errors[^1].ShouldBe("Cannot listen on nonsense (Invalid url: 'nonsense'); expected http://HOST:PORT with a free port of this machine; stop who listens there, or correct ASPNETCORE_URLS.");
    }

    static async Task ShouldEndWithAsync(string file, params string[] sentences)
    {
        var (exitCode, errors) = await InitializerProgram.RunAsync(file);

        errors.ShouldBe(sentences);
        exitCode.ShouldBe(1);
    }
}
