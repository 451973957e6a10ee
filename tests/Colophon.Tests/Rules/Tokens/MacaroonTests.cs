using System.Text;
using Colophon.Rules.Tokens;
using CsCheck;

namespace Colophon.Tests.Rules.Tokens;

public sealed class MacaroonTests
{
    private static readonly byte[] Root = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly Guid Publisher = Guid.Parse("22222222-2222-4222-8222-222222222222");
    private static readonly Guid Project = Guid.Parse("33333333-3333-4333-8333-333333333333");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_100);

    private static Macaroon Token => Macaroon.Mint("pypi.org", "11111111-1111-4111-8111-111111111111", Root,
        [new OidcPublisher(Publisher), new ProjectIds([Project]), new Expiration(1_700_000_900, 1_700_000_000)]);

    private static Act Act =>
        new() { Now = Now, ProjectName = "sample", ProjectId = Project, Publishers = new HashSet<Guid> { Publisher } };

    [Fact]
    public void The_published_vector_is_written_to_the_byte()
    {
        var body = "AgEIcHlwaS5vcmcCJDExMTExMTExLTExMTEtNDExMS04MTExLTExMTExMTExMTExMQACL1s0LCIyMjIyMjIyMi0yMjIyLTQyMjItODIyMi0yMjIyMjIyMjIyMjIiLG51bGxdAAIsWzIsWyIz"
            + "MzMzMzMzMy0zMzMzLTQzMzMtODMzMy0zMzMzMzMzMzMzMzMiXV0AAhlbMCwxNzAwMDAwOTAwLDE3MDAwMDAwMDBdAAAGICABy7T2OaGPDdLYCA8iiwl5gTOz65FyMX2Egnv6NBTq";

        Assert.Equal("py" + "pi-" + body, Token.Text);
    }

    [Fact]
    public void What_was_written_is_read_signed_and_allowed()
    {
        Assert.True(Macaroon.Parse(Token.Text).TryGet(out var read, out _));
        Assert.True(read.IsSignedBy(Root));
        Assert.Empty(read.Judge(Act));
        Assert.True(Macaroon.Parse(Token.Text + "\n").TryGet(out _, out _));
        Assert.Equal("[redacted]", read.ToString());
    }

    [Theory]
    [InlineData(1_700_000_899, 0)]
    [InlineData(1_700_000_900, 1)]
    [InlineData(1_700_000_000, 0)]
    [InlineData(1_699_999_999, 1)]
    public void It_is_good_from_its_first_second_to_before_its_last(long now, int failures)
    {
        Assert.Equal(failures, Token.Judge(Act with { Now = DateTimeOffset.FromUnixTimeSeconds(now) }).Count);
        Assert.Equal(failures, Token.JudgeTime(DateTimeOffset.FromUnixTimeSeconds(now)).Count);
    }

    [Fact]
    public void It_is_good_for_its_project_while_its_publisher_vouches_and_nothing_else()
    {
        Assert.Equal(["OIDC scoped token is not valid for project 'sample'"], Token.Judge(Act with { Publishers = new HashSet<Guid>() }));
        Assert.Equal(["project-scoped token is not valid for project: 'sample'"], Token.Judge(Act with { ProjectId = Guid.NewGuid() }));
        Assert.Equal(2, Token.Judge(Act with { ProjectName = null }).Count);
    }

    [Fact]
    public void A_holder_can_narrow_it_and_is_obeyed()
    {
        var narrowed = Token.Narrow(new Expiration(1_700_000_050, 0)).Narrow(new ProjectNames(["other"]));

        Assert.True(narrowed.IsSignedBy(Root));
        Assert.Equal(["token is expired", "project-scoped token is not valid for project: 'sample'"], narrowed.Judge(Act));
    }

    [Fact]
    public void An_empty_list_allows_nothing()
    {
        Assert.NotEmpty(new ProjectIds([]).Judge(Act)!);
        Assert.NotEmpty(new ProjectNames([]).Judge(Act)!);
        Assert.NotEmpty(new Publishers([]).Judge(Act)!);
        Assert.NotEmpty(new Scopes([]).Judge(Act with { Scope = Scopes.Read })!);
        Assert.NotEmpty(new Versions([]).Judge(Act with { Version = "1" })!);
        Assert.NotEmpty(new BoundVersion("1", []).Judge(Act with { Version = "2" })!);
        Assert.NotEmpty(new Files([]).Judge(Act with { FileName = "a", Sha256 = "b" })!);
    }

    [Fact]
    public void A_kind_of_act_that_is_not_named_is_refused_and_so_is_one_of_no_kind()
    {
        var reads = Token.Narrow(new Scopes([Scopes.Read]));

        Assert.Empty(reads.Judge(Act with { Scope = Scopes.Read }));
        Assert.Equal(["token may read, not upload"], reads.Judge(Act with { Scope = Scopes.Upload }));
        Assert.Equal(["token may read, not do this"], reads.Judge(Act));
        Assert.Equal(["token may read, not upload"], reads.JudgeScope(Scopes.Upload));
        Assert.Empty(Token.JudgeScope(Scopes.Upload));
        Assert.Equal(2, reads.Narrow(new Scopes(["reads"])).Narrow(new Scopes([Scopes.Upload])).Judge(Act with { Scope = Scopes.Read }).Count);
    }

    [Fact]
    public void A_bound_version_holds_for_all_but_the_publishers_that_are_named()
    {
        var bound = new BoundVersion("1.2", [Publisher]);

        Assert.Null(bound.Judge(Act with { Version = "9" }));
        Assert.Null(bound.Judge(Act with { Version = "1.2", Publishers = new HashSet<Guid>() }));
        Assert.NotNull(bound.Judge(Act with { Version = "9", Publishers = new HashSet<Guid> { Project } }));
        Assert.NotNull(bound.Judge(Act with { Version = null, Publishers = new HashSet<Guid>() }));
    }

    [Fact]
    public void One_tokens_key_does_not_sign_another()
    {
        Assert.False(Token.IsSignedBy(new byte[32]));
        Assert.False(Token.IsSignedBy([.. Root.Reverse()]));
    }

    [Fact]
    public void No_mutation_of_a_tokens_text_verifies()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \n.";
        var text = Token.Text;
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, alphabet.Length - 1], Gen.Int[0, 2]).Sample((at, letter, kind) =>
        {
            var bent = kind switch
            {
                0 => text[..at] + alphabet[letter] + text[(at + 1)..],
                1 => text[..at] + alphabet[letter] + text[at..],
                _ => text[..at] + text[(at + 1)..],
            };
            // The location is not signed and allows nothing; a bent one is the same token.
            return bent == text || !Macaroon.Parse(bent).TryGet(out var macaroon, out _) || !macaroon.IsSignedBy(Root)
                || macaroon.Location != "pypi.org";
        }, iter: 100_000);
    }

    [Fact]
    public void No_bytes_make_the_reader_throw()
    {
        Gen.Byte.Array[0, 300].Sample(bytes =>
            Macaroon.Parse("pypi-" + System.Buffers.Text.Base64Url.EncodeToString(bytes)).TryGet(out _, out var fault)
            || fault.Detail.Length > 0, iter: 20_000);
        Gen.String[0, 200].Sample(text => !Macaroon.Parse(text).TryGet(out _, out _), iter: 20_000);
    }

    [Fact]
    public void Oversized_tokens_are_refused_before_they_are_decoded()
    {
        Assert.False(Macaroon.Parse("pypi-" + new string('A', 9000)).TryGet(out _, out var fault));
        Assert.Contains("8192", fault.Detail, StringComparison.Ordinal);
        var many = Enumerable.Range(0, 70).Aggregate(Token, (token, i) => token.Narrow(new Expiration(i, i)));
        Assert.False(Macaroon.Parse(many.Text).TryGet(out _, out _));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[true,1,2]")]
    [InlineData("[0.0,1,2]")]
    [InlineData("[\"0\",1,2]")]
    [InlineData("[0,\"50\",10]")]
    [InlineData("[0,1e3,10]")]
    [InlineData("[0,50]")]
    [InlineData("[0,50,10,5]")]
    [InlineData("[1,\"a\"]")]
    [InlineData("[2,[\"{33333333-3333-4333-8333-333333333333}\"]]")]
    [InlineData("[2,[\"33333333-3333-4333-8333-33333333333A\"]]")]
    [InlineData("[4,\"22222222-2222-4222-8222-222222222222\",{}]")]
    [InlineData("[3]")]
    [InlineData("[9999999]")]
    [InlineData("[5,1]")]
    [InlineData("[66,[[\"a\"]]]")]
    [InlineData("[67,\"1.0\"]")]
    [InlineData("[67,1,[]]")]
    [InlineData("[67,\"1.0\",[\"x\"]]")]
    [InlineData("[67,\"1.0\",[],[]]")]
    [InlineData("{\"version\":1,\"permissions\":\"user\"}")]
    [InlineData("[0,50,10] x")]
    [InlineData("\"\\ud800\"")]
    public void A_caveat_that_is_not_understood_refuses(string text)
    {
        Assert.False(Caveat.Parse(Encoding.UTF8.GetBytes(text)).TryGet(out _, out _));
    }

    [Fact]
    public void The_table_of_caveats_names_every_kind_with_an_example_that_is_read()
    {
        foreach (var known in KnownCaveats.All)
        {
            Assert.True(Caveat.Parse(Encoding.UTF8.GetBytes(known.Example)).TryGet(out var read, out var fault), fault?.Detail);
            Assert.Equal((known.Tag, known.Example), (read.Tag, Encoding.UTF8.GetString(read.ToBytes())));
        }

        var kinds = typeof(Caveat).Assembly.GetTypes().Count(type => type is { IsPublic: true, IsAbstract: false } && type.IsSubclassOf(typeof(Caveat)));
        Assert.Equal(kinds, KnownCaveats.All.Count);
    }

    [Fact]
    public void Every_caveat_is_read_back_as_it_was_written()
    {
        foreach (var caveat in (Caveat[])[new Expiration(9, 1), new RequestUser(Project), new OidcPublisher(Publisher)])
        {
            Assert.True(Caveat.Parse(caveat.ToBytes()).TryGet(out var read, out _));
            Assert.Equal(caveat, read);
        }

        foreach (var caveat in (Caveat[])[new ProjectNames(["a"]), new ProjectIds([Project]), new Versions(["1"]),
            new Publishers([Publisher]), new Files([("f", "h")]), new BoundVersion("1.2", []), new BoundVersion("1", [Publisher])])
        {
            Assert.True(Caveat.Parse(caveat.ToBytes()).TryGet(out var read, out _));
            Assert.Equal(caveat.ToBytes(), read.ToBytes());
        }
    }
}
