using System.Text.Json;
using System.Text.Json.Serialization;

namespace DualMaster.Replication.Watching;

/// <summary>Writes and reads the status as JSON, names and states in camel case, without reflection: both ends are in a hurry at the start.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TopologyStatus))]
public sealed partial class StatusJson : JsonSerializerContext;
