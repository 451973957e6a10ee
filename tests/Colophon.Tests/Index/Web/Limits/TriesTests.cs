using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Colophon.Tests.Index.Web.Limits;

public sealed class TriesTests
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddYears(50));

    [Fact]
    public void So_many_in_the_time_and_not_one_more()
    {
        var tries = new Tries(clock, new Rate(10, TimeSpan.FromMinutes(5)));
        for (var i = 0; i < 10; i++)
        {
            tries.Spend("a");
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(290, Assert.Throws<Refusal>(() => tries.Spend("a")).RetryAfter);
        Assert.Equal(290, Assert.Throws<Refusal>(() => tries.Spend("a")).RetryAfter); // who tries on does not wait longer
        tries.Spend("b");
        clock.Advance(TimeSpan.FromSeconds(290));
        tries.Spend("a");
        Assert.Equal(1, Assert.Throws<Refusal>(() => tries.Spend("a")).RetryAfter);
    }

    [Fact]
    public void What_went_well_is_given_back()
    {
        var tries = new Tries(clock, new Rate(1, TimeSpan.FromMinutes(5)));
        for (var i = 0; i < 5; i++)
        {
            tries.Spend("a");
            tries.Return("a");
        }
    }

    [Fact]
    public void Several_rates_hold_together()
    {
        var tries = new Tries(clock, new Rate(5, TimeSpan.FromMinutes(5)), new Rate(20, TimeSpan.FromHours(1)), new Rate(50, TimeSpan.FromDays(1)));
        var (taken, hour) = (0, 0);
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            try
            {
                tries.Spend("a");
                taken++;
            }
            catch (Refusal) { }

            if (minute == 59) hour = taken;
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((20, 50), (hour, taken));
    }
}
