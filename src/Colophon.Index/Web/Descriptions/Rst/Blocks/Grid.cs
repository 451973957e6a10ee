namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>A table drawn with lines. Each cell is found by walking around it, as one reads it.</summary>
internal sealed class Grid
{
    private readonly Lines block;
    private readonly int bottom, right;
    private readonly int headRule = -1;
    private readonly int[] done;
    private readonly List<(int Top, int Left, int Bottom, int Right)> cells = [];
    private int effort;

    private Grid(Lines block)
    {
        this.block = block;
        (bottom, right) = (block.Count - 1, block[0].Length - 1);
        for (var i = 0; i < block.Count; i++)
        {
            if (block[i].Length != right + 1 || block[i][^1] is not ('+' or '|')) throw Bad(i, "its right edge is not straight");
            if (i == 0 || block[i] is not ['+', '=', .., '=', '+'] || !block[i].All(c => c is '+' or '=')) continue;
            if (headRule >= 0) throw Bad(i, "it has several rules between head and body");
            headRule = i;
        }

        if (headRule == bottom) throw Bad(bottom, "the rule between head and body ends it");
        done = Enumerable.Repeat(-1, right).ToArray();
    }

    public static List<List<Cell>> Read(Lines block) => new Grid(block).Run();

    private List<List<Cell>> Run()
    {
        Scan();
        if (done.Any(row => row != bottom - 1)) throw Bad(0, "parse incomplete: its lines enclose no cells");
        var tops = cells.Select(cell => cell.Top).Append(bottom).Distinct().Order().ToList();
        var lefts = cells.Select(cell => cell.Left).Append(right).Distinct().Order().ToList();
        return [.. cells.GroupBy(cell => cell.Top).OrderBy(row => row.Key).Select(row => row.OrderBy(cell => cell.Left).Select(cell =>
            Columns.Trimmed(new Cell(
                block.Slice(cell.Top + 1, cell.Bottom, line => line[(cell.Left + 1)..cell.Right].TrimEnd()),
                lefts.IndexOf(cell.Right) - lefts.IndexOf(cell.Left),
                tops.IndexOf(cell.Bottom) - tops.IndexOf(cell.Top),
                cell.Top < headRule))).ToList())];
    }

    private void Scan()
    {
        var corners = new PriorityQueue<(int Top, int Left), (int, int)>();
        corners.Enqueue((0, 0), (0, 0));
        var seen = new HashSet<(int, int)>();
        while (corners.TryDequeue(out var corner, out _))
        {
            var (top, left) = corner;
            if (!seen.Add(corner) || top == bottom || left == right || top <= done[left]) continue;
            if (FindCell(top, left) is not var (cellBottom, cellRight)) continue;
            for (var column = left; column < cellRight; column++)
            {
                if (done[column] != top - 1) throw Bad(top, "its cells overlap");
                done[column] = cellBottom - 1;
            }

            cells.Add((top, left, cellBottom, cellRight));
            foreach (var next in ((int, int)[])[(top, cellRight), (cellBottom, left), (cellBottom, cellRight)]) corners.Enqueue(next, next);
        }
    }

    /// <summary>Right along the top, down, back and up again.</summary>
    private (int Bottom, int Right)? FindCell(int top, int left)
    {
        if (At(top, left) != '+') return null;
        for (var r = left + 1; r <= right; r++)
        {
            if (At(top, r) == '+' && Down(top, left, r) is { } found) return (found, r);
            if (!IsAcross(At(top, r))) return null;
        }

        return null;
    }

    private int? Down(int top, int left, int r)
    {
        for (var b = top + 1; b <= bottom; b++)
        {
            if (++effort > 5_000_000) throw RstStop.Unknown("it has a table with too many corners");
            if (At(b, r) == '+' && IsClosed(top, left, b, r)) return b;
            if (At(b, r) is not ('+' or '|')) return null;
        }

        return null;
    }

    private bool IsClosed(int top, int left, int b, int r)
    {
        effort += r - left + b - top;
        if (At(b, left) != '+') return false;
        for (var c = left + 1; c < r; c++)
        {
            if (!IsAcross(At(b, c))) return false;
        }

        for (var row = top + 1; row < b; row++)
        {
            if (At(row, left) is not ('+' or '|')) return false;
        }

        return true;
    }

    private bool IsAcross(char c) => c is '+' or '-' || (c == '=' && headRule >= 0);

    private char At(int row, int column) => row == headRule && block[row][column] == '=' ? '-' : block[row][column];

    private RstStop Bad(int line, string what) => RstStop.Broken(block.Number(line), $"Malformed table: {what}.");
}
