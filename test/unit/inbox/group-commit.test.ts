import { GroupCommit } from '../../../src/infrastructure/inbox/group-commit.js';

/** A store whose statements end when the test says so. */
function aStore(limits: { lanes: number; together: number }) {
  const statements: { items: readonly number[]; end: () => void; fail: (error: Error) => void }[] = [];
  const group = new GroupCommit<number, string>(
    (items) =>
      new Promise((resolve, reject) => {
        statements.push({ items, end: () => resolve(items.map(String)), fail: reject });
      }),
    limits,
  );
  return { group, statements };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('storing together', () => {
  test('takes what comes during a statement with the next one, and answers each after its own', async () => {
    const { group, statements } = aStore({ lanes: 1, together: 10 });
    const first = group.add(1);
    await turn();
    const others = [group.add(2), group.add(3)];
    await turn();
    expect(statements.map(({ items }) => items)).toEqual([[1]]);
    let answered = 0;
    for (const other of others) void other.then(() => (answered += 1));
    statements[0]?.end();
    expect(await first).toBe('1');
    await turn();
    expect(statements.map(({ items }) => items)).toEqual([[1], [2, 3]]);
    expect(answered).toBe(0);
    statements[1]?.end();
    expect(await Promise.all(others)).toEqual(['2', '3']);
  });

  test('keeps to its lanes and to how many go together', async () => {
    const { group, statements } = aStore({ lanes: 2, together: 2 });
    const all = [1, 2, 3, 4, 5].map((item) => group.add(item));
    await turn();
    expect(statements.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(group.backlog).toBe(1);
    for (const { end } of statements) end();
    await turn();
    statements[2]?.end();
    expect(await Promise.all(all)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('fails those whose statement failed and goes on with the others', async () => {
    const { group, statements } = aStore({ lanes: 1, together: 10 });
    const first = group.add(1);
    await turn();
    const second = group.add(2);
    statements[0]?.fail(new Error('the connection broke'));
    await expect(first).rejects.toThrow('the connection broke');
    await turn();
    statements[1]?.end();
    expect(await second).toBe('2');
  });
});
