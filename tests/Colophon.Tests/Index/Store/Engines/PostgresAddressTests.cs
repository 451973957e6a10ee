using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Npgsql;

namespace Colophon.Tests.Index.Store.Engines;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("", PostgresAddress.UsualPool)]
    [InlineData(";Maximum Pool Size=100", 100)]
    [InlineData(";maxpoolsize=12", 12)]
    public void A_node_leaves_room_for_others_on_the_server_unless_its_operator_says_how_many_connections_it_may_have(string more, int size)
    {
        var address = PostgresAddress.Parse("Host=db;Database=colophon" + more, out _)!;
        Assert.Equal(size, new NpgsqlConnectionStringBuilder(address.Connection).MaxPoolSize);
    }

    [Fact]
    public void A_pool_in_which_requests_would_wait_for_each_other_is_refused_with_the_smallest_that_will_do()
    {
        Assert.Null(PostgresAddress.Parse($"Host=db;Database=colophon;Maximum Pool Size={Readers.Most}", out var why));
        Assert.Equal("its Maximum Pool Size is 8, expected at least 12", why);
    }
}
