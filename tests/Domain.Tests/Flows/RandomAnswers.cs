using FsCheck;
using FsCheck.Fluent;

namespace Flowgen.Domain.Tests.Flows;

/// <summary>Any answers, many of which get somewhere.</summary>
public static class RandomAnswers
{
    public static Arbitrary<List<string?>> Lists() =>
        Gen.OneOf(
                Gen.Elements<string?>(
                    "yes",
                    "no",
                    "skip",
                    "Ja",
                    "jo@example.com",
                    "0612345678",
                    "example.com",
                    "",
                    null
                ),
                Gen.Elements<string?>("yes"),
                ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => (string?)text.Get)
            )
            .ListOf()
            .Select(list => list.ToList())
            .ToArbitrary();
}
