using System.Text.Json;
using System.Text.Json.Serialization;

namespace DualMaster.ProcessHost;

/// <summary>Writes and reads <see cref="RunningHost"/> without reflection, which would cost start-up time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(RunningHost))]
sealed partial class RunningHostJson : JsonSerializerContext;
