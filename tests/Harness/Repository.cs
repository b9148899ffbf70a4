using System.Reflection;

namespace Flowgen.Harness;

/// <summary>Places in the checkout that this was built from.</summary>
public static class Repository
{
    /// <summary>A path in the checkout.</summary>
    public static string Path(params string[] names) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine([Metadata("Repository"), .. names]));

    /// <summary>The API's program, of the same configuration as this.</summary>
    public static string ApiProgram => System.IO.Path.GetFullPath(Metadata("ApiProgram"));

    /// <summary>The program to run in an environment: that of the sandbox, or the API's.</summary>
    public static string ProgramOf(string? environment) =>
        environment is "Sandbox" ? System.IO.Path.GetFullPath(Metadata("SandboxProgram")) : ApiProgram;

    /// <summary>The request that the README posts.</summary>
    public static string SampleRequest => File.ReadAllText(Path("samples", "vacancy_application_flow.json"));

    private static string Metadata(string key) =>
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key)
            .Value!;
}
