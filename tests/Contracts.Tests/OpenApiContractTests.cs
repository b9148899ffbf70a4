namespace Flowgen.Contracts.Tests;

public class OpenApiContractTests(ContractsFixture api)
{
    [Fact]
    public async Task The_openapi_document_is_the_approved_one()
    {
        using var client = api.Host.Server.CreateClient();
        var document = await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken);

        Approved.Matches(document, "docs", "openapi.json");
    }
}
