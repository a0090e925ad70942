using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConcurrencyTrace.Weaver;

/// <summary>The list of dependencies (<c>.deps.json</c>) that the host reads when a program starts.</summary>
internal static class DependencyFile
{
    private const string Library = "ConcurrencyTrace.WovenPlatform/1.0.0";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Makes the host take these assemblies, which lie beside the program, in the place of the platform's own.</summary>
    /// <param name="path">The list.</param>
    /// <param name="assemblies">Paths of the assemblies.</param>
    /// <exception cref="WeaverException">CTW0010: the list cannot be read or written.</exception>
    public static void Add(string path, IEnumerable<string> assemblies)
    {
        try
        {
            var root = JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
            if (root?["runtimeTarget"]?["name"] is not JsonValue name || root["targets"]?[name.ToString()] is not JsonObject target || root["libraries"] is not JsonObject libraries)
            {
                throw new WeaverException(Errors.Dependencies(path, "it names no target"));
            }

            target[Library] = new JsonObject { ["runtime"] = new JsonObject(assemblies.Select(Entry)) };
            libraries[Library] = new JsonObject { ["type"] = "reference", ["serviceable"] = false, ["sha512"] = "" };
            File.WriteAllText(path, root.ToJsonString(Indented));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or BadImageFormatException or JsonException)
        {
            throw new WeaverException(Errors.Dependencies(path, fault.Message.ReplaceLineEndings(" ").TrimEnd('.')));
        }
    }

    // Of two with one assembly version, the host takes the one with the higher file version.
    private static KeyValuePair<string, JsonNode?> Entry(string assembly)
    {
        var version = AssemblyName.GetAssemblyName(assembly).Version!;
        return new(Path.GetFileName(assembly), new JsonObject { ["assemblyVersion"] = version.ToString(), ["fileVersion"] = $"{version.Major}.{version.Minor}.65535.65535" });
    }
}
